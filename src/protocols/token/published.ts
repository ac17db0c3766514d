/**
 * Events that other published versions of DSYNC emit than the one whose ABI this is, by their signatures; none moves
 * anything (domain.md §2). `contracts/published/destra.json` says where each comes from.
 */
export const otherVersions: Readonly<Record<string, string>> = {
  'TransferFailedToMarketingWallet(uint256)': '0xc4632daad431cc5064744eef2e749c1d9e5514c31dfc06cffb2b33c9e72585ae',
  'LiquidityPoolsUpdated(address,bool)': '0xe743d7bc36e0329ba3f787bb08a45e8ef2b2a3327ac2b902a37bcbc6e93ab9bc',
  'SwapBackRateLimitUpdated(uint256)': '0x4afe25f942d6cba63e35b9d1528d6582df716513b9de58a0b2f3e469b88f71a3',
  'TxLimitUpdated(uint256,uint256,uint256)': '0x1908879d39259096c11d5c2e5752ecda414e0910ab3cd266bc8b94997ae2bed6',
  'MaxWalletUpdated(uint256,uint256)': '0x7e1229c34b83824b2c727eb9532882d675eb9f2e74627cca6e812661b5bee1e6',
  'FeeExemptUpdated(address,bool)': '0x4d5771454588f51370a8a2e7e151354b6de0dc3159b14821b4ad76bc04c28bc7',
  'TxLimitExemptUpdated(address,bool)': '0xe1fc1cdd7520f99d4b4715966557867ae295b281f90d30b3631bae054b7f196c',
  'TransferTaxToggled(bool)': '0x76dd3f2ac582c6befe0598e90df4937ccd8dd240aeacb97ca299d61bf4461aa2',
  'FeeReceiversUpdated(address,address)': '0x9fba4a27b77afdf6c68deb1d99abfd909cb0c2bfa6a148fae3c6b8414e58aef9',
  'SwapBackSettingsUpdated(bool,uint256,uint256)': '0x2fbd1353128aecc49b39b3c19d87af41992e7d24521be10c049965247c63667e',
  // of the reference contract of earlier devnets
  'FundsDistributed(uint256)': '0x8eecd6f35243e1875b7143b093766263953bc97e6e92213e4ae934c67e1fe0de',
}

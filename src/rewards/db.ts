/** The key of this room's advisory locks: `rwrd` in ASCII, so that they collide with nobody else's, and a subject. */
export const REWARDS_LOCK = `${0x72777264}, hashtext($1)` as const

import { shareRefusals } from '../../economics/emission/shares'
import { bpsOf } from '../../economics/money'
import { address, type BaseUnits } from '../../economics/units'
import { modelId, versionId } from '../../events/ids'
import { DomainVersion, Model, RevenueRoute } from '../../model'
import type { Handlers } from '../handler'
import { boundsInForce, boundsOf } from './bounds'
import type { deepnodeRouter } from './contract'

const BUYBACK_BPS = 100

export const handlers: Handlers<typeof deepnodeRouter> = {
  ModelMinted: {
    needs: (event, needs, network) => needs.row(Model, modelId(network.name, event.args.modelId)),
    apply(event, { session, network, finding }) {
      const { modelId: model, domainId, owner, ownerBps } = event.args
      if (session.get(Model, modelId(network.name, model))) {
        finding(event, 'F-MODEL-TWICE', 'a model was minted that exists already', { modelId: `${model}` })
        return
      }
      session.add(Model, {
        id: modelId(network.name, model),
        network: network.name,
        modelId: model,
        domainId,
        owner: address(owner),
        ownerBps: Number(ownerBps),
        block: event.block,
      })
    },
  },

  DomainConfigured: {
    needs: (event, needs, network) =>
      needs.row(DomainVersion, versionId(network.name, `${event.args.domainId}`, event.block)),
    apply(event, context) {
      const { session, network, finding } = context
      const { domainId, owner } = event.args
      const shares = {
        minersBps: Number(event.args.minersBps),
        stakersBps: Number(event.args.stakersBps),
        validatorsBps: Number(event.args.validatorsBps),
        domainOwnerBps: Number(event.args.domainOwnerBps),
        modelOwnersBps: Number(event.args.modelOwnersBps),
      }
      const chosen = {
        miners: shares.minersBps,
        stakers: shares.stakersBps,
        validators: shares.validatorsBps,
        domainOwner: shares.domainOwnerBps,
        modelOwners: shares.modelOwnersBps,
      }
      const refusals = shareRefusals(chosen, boundsInForce(context))
      for (const { reason } of refusals)
        finding(event, 'F-DOMAIN-SHARES', 'shares of a domain break their rules', { domainId: `${domainId}`, reason })
      const id = versionId(network.name, `${domainId}`, event.block)
      const known = session.get(DomainVersion, id)
      if (known) {
        Object.assign(known, { owner: address(owner), ...shares })
        session.changed(DomainVersion, known)
      } else
        session.add(DomainVersion, {
          id,
          network: network.name,
          domainId,
          owner: address(owner),
          ...shares,
          fromBlock: event.block,
          fromTime: event.blockTime,
        })
    },
  },

  BoundsChanged: {
    apply(event, { setParameter }) {
      for (const [name, value] of boundsOf(event.args)) setParameter(event, name, value)
    },
  },

  RevenueRouted: {
    needs: (event, needs, network) => needs.row(Model, modelId(network.name, event.args.modelId)),
    // Gross, parts and buyback are in the revenue asset: the DN burned for it is the transfer before the event.
    expects: ({ args, logIndex }) => [
      {
        logIndex,
        cause: 'revenue-buyback',
        fromClass: 'holders',
        toClass: 'burned',
        optional: args.buyback === 0n,
      },
    ],
    apply(event, { session, network, finding, movements }) {
      const { modelId: model, gross, modelOwner, fees, buyback, emissionReserve } = event.args
      const known = session.get(Model, modelId(network.name, model))
      if (!known) finding(event, 'F-UNKNOWN-MODEL', 'revenue of a model nobody minted', { modelId: `${model}` })
      const parts = modelOwner + fees + buyback + emissionReserve
      if (parts !== gross || buyback !== bpsOf(gross, BUYBACK_BPS))
        finding(event, 'F-ROUTE-SUM', 'the parts of routed revenue break their rule', {
          gross: `${gross}`,
          parts: `${parts}`,
          buyback: `${buyback}`,
        })
      const owed = known && bpsOf(gross, known.ownerBps)
      if (owed !== undefined && owed !== modelOwner)
        finding(event, 'F-ROUTE-OWNER', 'a model’s owner got another share than was set at its mint', {
          modelId: `${model}`,
          expected: `${owed}`,
          actual: `${modelOwner}`,
        })
      session.append(RevenueRoute, {
        id: event.id,
        network: network.name,
        modelId: model,
        domainId: known?.domainId ?? 0n,
        gross,
        modelOwner,
        fees,
        buyback,
        emissionReserve,
        burned: burnBefore(event.logIndex, movements),
        block: event.block,
        blockTime: event.blockTime,
        txHash: event.txHash,
      })
    },
  },
}

/** The buyback burn nearest before an event of the same transaction. */
function burnBefore(logIndex: number, movements: ReadonlyMap<number, { cause: string; amount: BaseUnits }>): BaseUnits {
  let nearest = -1
  let amount = 0n
  for (const [at, movement] of movements)
    if (movement.cause === 'revenue-buyback' && at < logIndex && at > nearest) {
      nearest = at
      amount = movement.amount
    }
  return amount
}

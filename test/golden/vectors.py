#!/usr/bin/env python3
"""Golden vectors of src/economics, written a second time from the formulas: Python integers, no code of ours.

    python3 test/golden/vectors.py > test/golden/vectors.json && npx biome format --write test/golden

Published examples stand first in their lists and name where they come from; the others are drawn from a fixed seed.
Amounts are decimal strings in base units.
"""
import json
import random
from datetime import datetime, timedelta, timezone

draw = random.Random(20260901)
BPS = 10_000
YEAR = 31_536_000


def amount(bits):
    return draw.getrandbits(draw.randint(1, bits))


def text(value):
    """Integers above 2^53 are no JSON numbers; amounts are text throughout."""
    if isinstance(value, dict):
        return {key: text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [text(each) for each in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def bill(source, units, price, penalty, fee_bps, governance_bps, treasury_bps, adaptor_bps):
    cost = units * price * (BPS + penalty) // (1_000_000 * BPS)
    fee, governance = cost * fee_bps // BPS, cost * governance_bps // BPS
    rest = cost - fee - governance
    adaptor, treasury = rest * adaptor_bps // BPS, rest * treasury_bps // BPS
    given = dict(computeUnits=units, basePrice=price, penaltyBps=penalty, feeBps=fee_bps,
                 governanceBps=governance_bps, treasuryBps=treasury_bps, adaptorBps=adaptor_bps)
    parts = dict(cost=cost, fee=fee, governance=governance, treasury=treasury, adaptorShare=adaptor,
                 nodeShare=rest - adaptor - treasury)
    return dict(source=source, given=given, expected=parts)


def bills():
    yield bill('domain.md §3: 1.5 CU at 30 % is 0.0975 DGAI', 1_500_000, 5 * 10**16, 3_000, 200, 500, 1_000, 1_000)
    for _ in range(20):
        fee = draw.randint(0, BPS)
        treasury = draw.randint(0, BPS)
        yield bill('drawn', amount(70), amount(70), draw.randint(0, 3_000), fee, draw.randint(0, BPS - fee), treasury,
                   draw.randint(0, BPS - treasury))


def splits():
    for _ in range(20):
        pot = amount(120)
        weights = [amount(100) for _ in range(draw.randint(0, 9))]
        total = sum(weights)
        shares = [pot * weight // total if total else 0 for weight in weights]
        yield dict(source='drawn', pot=pot, weights=weights, shares=shares, carry=pot - sum(shares))


def pressure(source, counted, revenue, friction):
    break_even = -(-counted * BPS // (BPS - friction))
    ratio = None if revenue == 0 else -(-break_even * BPS // revenue)
    return dict(source=source, counted=counted, revenue=revenue, frictionBps=friction, breakEven=break_even,
                pressureBps=ratio, flagged=revenue < break_even)


def pressures():
    yield pressure('domain.md §4, the 41/41 failure: $82 of incentives need $100', 82, 100, 1_800)
    yield pressure('the same, a dollar short', 82, 99, 1_800)
    for _ in range(20):
        yield pressure('drawn', amount(90), amount(90), draw.randint(0, 9_999))


def prices():
    for _ in range(10):
        start, length = draw.randint(0, 10_000), draw.randint(1, 10_000)
        times = sorted(draw.sample(range(start + length + 500), 5))
        states = [dict(at=at, token=amount(90) + 1, quote=amount(70)) for at in times]
        weighted = held = 0
        for second in range(start, start + length):  # second by second: slow, and nothing to get wrong
            now = [state for state in states if state['at'] <= second]
            if now:
                weighted += now[-1]['quote'] * 10**36 // now[-1]['token']
                held += 1
        if held:
            yield dict(source='drawn', start=start, end=start + length, states=states,
                       perToken=weighted // held // 10**18)


def emissions():
    for n in range(10):
        shares = [4_100, 4_100, 1_700, 0, 0] if n == 0 else cut()
        emitted = 10**20 + 1 if n == 0 else amount(90)
        foundation = emitted * 100 // BPS
        parts = [emitted * share // BPS for share in shares]
        yield dict(source='domain.md §4: 41/41/17 + 1' if n == 0 else 'drawn', emitted=emitted, sharesBps=shares,
                   foundation=foundation, parts=parts, rounding=emitted - foundation - sum(parts))


def cut():
    owner = draw.randint(0, 1_000)
    places = sorted(draw.randint(0, 9_900 - owner) for _ in range(3))
    miners, stakers, validators = places[0], places[1] - places[0], places[2] - places[1]
    return [miners, stakers, validators, owner, 9_900 - owner - places[2]]


def yields():
    for _ in range(10):
        pot, weight, days = amount(80), amount(110) + 1, draw.choice([28, 29, 30, 31])
        per_token = [pot * multiplier * 10**18 // weight for multiplier in (1, 2, 3, 4)]
        yield dict(source='drawn', pot=pot, totalWeight=weight, days=days, ethPerToken=per_token,
                   apr=[each * YEAR // (days * 86_400) for each in per_token])


def vestings():
    for _ in range(15):
        start, length, step = draw.randint(0, 1_000), draw.randint(1, 5_000), draw.randint(1, 900)
        cliff, total, at = draw.randint(0, length), amount(90), draw.randint(0, 7_000)
        if at < start + cliff:
            locked = total
        elif at >= start + length:
            locked = 0
        else:
            locked = total - min(total, total * ((at - start) // step * step) // length)
        yield dict(source='drawn', total=total, start=start, cliff=cliff, end=start + length, step=step, at=at,
                   locked=locked)


def weeks():
    """Python's own ISO calendar."""
    edges = ['2020-12-31', '2021-01-03', '2021-01-04', '2024-12-29', '2024-12-30', '2026-01-01', '2027-01-01']
    days = [datetime.fromisoformat(day).replace(tzinfo=timezone.utc) for day in edges]
    days += [datetime(2000, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=draw.randrange(60 * YEAR)) for _ in range(20)]
    for day in days:
        year, week, _ = day.isocalendar()
        month = f'{day.year:04}-{day.month:02}'
        yield dict(source='datetime.isocalendar', at=int(day.timestamp()), week=f'{year}-W{week:02}', month=month)


print(json.dumps(text({each.__name__: list(each()) for each in
                       (bills, splits, pressures, prices, emissions, yields, vestings, weeks)}), indent=1))

import { RandomKey } from '@graftjs/base'

/** Forty users and twenty items: even users have seven of the ten even items, odd users seven of the odd ones. */
export const tastes = Array.from({ length: 40 }, (_, user) =>
  [...RandomKey.from(user).permutation(10)].slice(0, 7).map((item, at) => ({
    user: `user ${user}`,
    item: 2 * item + (user % 2),
    weight: 1 + (item % 3),
    time: new Date(Date.UTC(2016, 0, 1 + at)),
  })),
).flat()

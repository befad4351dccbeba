import { expect, it } from 'vitest'
import { optionalPackage } from './optional-package'

it('says what to install where a package is missing', async () => {
  const name = 'graft-package-that-is-not-there'
  await expect(
    optionalPackage('Reading Parquet', 'hyparquet and other', () => import(name)),
  ).rejects.toMatchObject({
    code: 'not-found',
    message:
      'Reading Parquet needs hyparquet and other, which cannot be loaded here. (hyparquet and other) Run: npm install hyparquet other',
    details: { packages: ['hyparquet', 'other'] },
    cause: expect.any(Error),
  })
})

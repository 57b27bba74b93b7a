import { expect, it } from 'vitest';
import { withoutPassword } from '../../../orchestrator/base/without-password.ts';

it.each([
  ['https://user:PASSW0RD@host/x.csv', 'https://…@host/x.csv'],
  ['https://token@host/x.csv', 'https://…@host/x.csv'],
  ['s3://AKIA:PASS/W0+RD=@buck/x.csv', 's3://…@buck/x.csv'],
  ['https://user:P@SSW0RD@host/x.csv', 'https://…@host/x.csv'],
])('takes the user and password out of %s', (location, shown) => {
  expect(withoutPassword(location)).toBe(shown);
});

it.each(['s3://bucket/a@b.csv', './me@home/x.csv', 's3://arn:aws:s3:eu-west-1:1:accesspoint/a@b', 'C:\\a@b'])(
  'leaves %s as it is',
  (location) => expect(withoutPassword(location)).toBe(location),
);

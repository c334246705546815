import { expect, test } from 'vitest';
import { hostsOf, uriOf } from './mongodb-users.ts';

const billing = { user: 'billing', password: 'p@ss/word', database: 'billing' };

test.each([
  [
    'mongodb://admin:secret@127.0.0.1:27017/admin?directConnection=true&authSource=admin',
    'mongodb://billing:p%40ss%2Fword@127.0.0.1:27017/billing?directConnection=true&authSource=billing',
  ],
  ['mongodb://127.0.0.1:1', 'mongodb://billing:p%40ss%2Fword@127.0.0.1:1/billing?authSource=billing'],
  [
    'mongodb://admin:secret@a:1,b:2/?replicaSet=rs0&tls=true',
    'mongodb://billing:p%40ss%2Fword@a:1,b:2/billing?replicaSet=rs0&tls=true&authSource=billing',
  ],
  [
    'mongodb+srv://admin:secret@cluster.example/',
    'mongodb+srv://billing:p%40ss%2Fword@cluster.example/billing?authSource=billing',
  ],
])('%s as the user of a database', (uri, expected) => {
  expect(uriOf(uri, billing)).toBe(expected);
});

test('where a database is can be told without telling how to get in', () => {
  expect(hostsOf('mongodb://admin:secret@a:1,b:2/?replicaSet=rs0')).toBe('a:1,b:2');
});

test('what is no URI of a database is refused, and not repeated: it may hold a password', () => {
  expect(() => hostsOf('postgres://admin:secret@a:1/')).toThrow(/^MONGODB_URI is not of the form/);
  expect(() => hostsOf('postgres://admin:secret@a:1/')).not.toThrow('secret');
});

import { expect, test } from 'vitest';
import { z } from 'zod';
import { baseSettings, readSettings } from './settings.ts';

const given = {
  KAFKA_BROKERS: 'localhost:9092',
  MONGODB_URI: 'mongodb://billing:s3cret@localhost/billing',
  SERVICE_KEY_FILE: '/keys/billing',
  SERVICE_JWKS_FILE: '/keys/all',
};

test('what is not said has its documented value', () => {
  expect(readSettings(baseSettings, given)).toEqual({
    ...given,
    HOST: '0.0.0.0',
    PORT: 8080,
    KAFKA_SESSION_TIMEOUT_MS: 30_000,
    LOG_LEVEL: 'info',
    OTEL_TRACES_EXPORTER: 'none',
    EXIT_WITH_STDIN: '0',
    DRAIN_SECONDS: 0,
    BUILD: 'source',
  });
});

test('numbers come as text', () => {
  expect(readSettings(baseSettings, { ...given, PORT: '0', KAFKA_SESSION_TIMEOUT_MS: '6000' })).toMatchObject({
    PORT: 0,
    KAFKA_SESSION_TIMEOUT_MS: 6_000,
  });
});

test('everything that is missing or wrong is named at once, and no value is repeated', () => {
  const read = () => readSettings(baseSettings, { MONGODB_URI: 's3cret', PORT: 's3cret', LOG_LEVEL: 's3cret' });
  expect(read).toThrow(expect.objectContaining({ code: 'bad-settings', retry: false }));
  for (const name of ['KAFKA_BROKERS', 'MONGODB_URI', 'PORT', 'LOG_LEVEL', 'SERVICE_KEY_FILE', 'SERVICE_JWKS_FILE'])
    expect(read).toThrow(name);
  expect(read).not.toThrow('s3cret');
});

test.each([undefined, 'production', 'test', 'Development', 'staging'])(
  'nobody starts with a clock that can be moved where NODE_ENV is %s',
  (environment) => {
    const moved = { ...given, CLOCK_FILE: '.crescendo/clock.json', NODE_ENV: environment };
    expect(() => readSettings(baseSettings, moved)).toThrow(
      'CLOCK_FILE: It moves the time, for development alone: leave it out, or say NODE_ENV=development.',
    );
    expect(readSettings(baseSettings, { ...given, NODE_ENV: environment })).not.toHaveProperty('CLOCK_FILE');
  },
);

test('in development the clock can be moved', () => {
  const moved = { ...given, CLOCK_FILE: '.crescendo/clock.json', NODE_ENV: 'development' };
  expect(readSettings(baseSettings, moved)).toMatchObject({ CLOCK_FILE: '.crescendo/clock.json' });
});

test("a service's own settings are read in the same way", () => {
  const own = z.object({ CONTENT_DIR: z.string().min(1) });
  expect(readSettings(own, { CONTENT_DIR: 'lessons', OTHER: 'x' })).toEqual({ CONTENT_DIR: 'lessons' });
  expect(() => readSettings(own, {})).toThrow('CONTENT_DIR');
});

test('every setting says what it is for', () => {
  const undescribed = Object.entries(baseSettings.shape).filter(([, { description }]) => !description);
  expect(undescribed.map(([name]) => name)).toEqual([]);
});

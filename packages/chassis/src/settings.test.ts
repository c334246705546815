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

test("a service's own settings are read in the same way", () => {
  const own = z.object({ CONTENT_DIR: z.string().min(1) });
  expect(readSettings(own, { CONTENT_DIR: 'lessons', OTHER: 'x' })).toEqual({ CONTENT_DIR: 'lessons' });
  expect(() => readSettings(own, {})).toThrow('CONTENT_DIR');
});

test('every setting says what it is for', () => {
  const undescribed = Object.entries(baseSettings.shape).filter(([, { description }]) => !description);
  expect(undescribed.map(([name]) => name)).toEqual([]);
});

import { catalogue, type EventType, services as names } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { allServices } from '../setup/all-services.ts';

const services = await allServices();
const publishesOf = (service: (typeof services)[number]): EventType[] => [
  ...service.publishes,
  ...[...service.handlers, ...service.effects].flatMap((part) => part.publishes),
];
const pairs = (list: { service: string; event: string }[]) =>
  [...new Set(list.map(({ service, event }) => `${service} ${event}`))].sort();

test('every service is declared, under its own name', () => {
  expect(services.map(({ name }) => name).sort()).toEqual([...names].sort());
});

test('services publish exactly what the catalogue says they produce', () => {
  const declared = services.flatMap((service) =>
    publishesOf(service).map((event) => ({ service: service.name, event: event.name })),
  );
  const produced = catalogue.flatMap((event) => event.producers.map((service) => ({ service, event: event.name })));
  expect(pairs(declared)).toEqual(pairs(produced));
});

test('nothing is published that nobody consumes, nothing consumed that nobody publishes', () => {
  const consumed = new Set(
    services.flatMap(({ handlers }) => handlers.flatMap(({ types }) => types.map(({ name }) => name))),
  );
  expect([...consumed].sort()).toEqual(catalogue.map(({ name }) => name).sort());
});

import type { Block } from '../blocks.ts';

/** The buttons a person could press, as `action = value`. For tests. */
export const pressable = (blocks: readonly Block[]): string[] =>
  blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.map(({ action_id: id, value }) => (value ? `${id} = ${value}` : id)) : [],
  );

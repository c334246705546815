import mongoose from 'mongoose';

export type FailingCommands = {
  /** Commands by name, such as `find`, `update`, `commitTransaction`. */
  commands: readonly string[];
  /** What happens instead of the command: an error code from the server, or a closed connection. */
  answer: { errorCode: number; errorLabels?: readonly string[] } | 'closed-connection';
};

/**
 * Makes commands from every client fail at a database that was started with `testCommands`. Resolves to a function that
 * ends this. Source: github.com/mongodb/specifications, fail points.
 */
export async function failCommands(
  adminUri: string,
  { commands, answer }: FailingCommands,
): Promise<() => Promise<void>> {
  const how = answer === 'closed-connection' ? { closeConnection: true } : answer;
  await configure(adminUri, { mode: 'alwaysOn', data: { failCommands: commands, ...how } });
  return () => configure(adminUri, { mode: 'off' });
}

async function configure(adminUri: string, failPoint: object): Promise<void> {
  const client = new mongoose.mongo.MongoClient(adminUri, { serverSelectionTimeoutMS: 5_000, maxPoolSize: 1 });
  try {
    await client.db('admin').command({ configureFailPoint: 'failCommand', ...failPoint });
  } finally {
    await client.close();
  }
}

import mongoose from 'mongoose';

export type FailingCommands = {
  /** Commands by name, such as `find`, `update`, `commitTransaction`. */
  commands: readonly string[];
  /** What they answer instead of being run: an error code of the server, or nothing, the connection being closed. */
  answer: { errorCode: number; errorLabels?: readonly string[] } | 'closed-connection';
};

/**
 * Makes commands fail at a database that was started with `testCommands`, whoever sends them, until what this resolves to
 * is called. Source: github.com/mongodb/specifications, fail points.
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

import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fetching, fetchWith } from './fetch-with.ts';
import { withLock } from './tools/lock.mjs';
import { TOOLS } from './tools/paths.mjs';

const VERSION = '4.3.1';

/**
 * Apache Kafka from Maven Central, with its console tools; slf4j in the version line that its jars are built against.
 */
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>crescendo</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${VERSION}</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>${VERSION}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`;

/** The folder with Kafka's jars. The first call fetches them with Maven. A class path for java is `<folder>/*`. */
export async function kafkaJars({ onProgress, signal }: Fetching): Promise<string> {
  const home = join(TOOLS, 'kafka', VERSION);
  const lib = join(home, 'lib');
  if (existsSync(lib)) return lib;
  return withLock(join(TOOLS, 'kafka.lock'), async () => {
    if (existsSync(lib)) return lib;
    onProgress(`Fetching Apache Kafka ${VERSION} from Maven Central (54 MB, once)`);
    const unfinished = join(home, 'lib.unfinished');
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'pom.xml'), POM);
    await fetchWith('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${unfinished}`], {
      cwd: home,
      signal,
    });
    await rename(unfinished, lib);
    return lib;
  });
}

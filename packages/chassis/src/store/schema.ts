import { compactJwePattern, tagOf, wrapped } from '@crescendo/contracts';
import mongoose, { type Model, Schema, type SchemaDefinition } from 'mongoose';
import { z } from 'zod';

/**
 * zod defines a collection's shape. The Mongoose schema and the database's validator derive from a closed subset of zod
 * (objects, arrays, records, strings, numbers, booleans, dates, enums, literals, unions, unknown; optional, nullable).
 * Anything else throws, since neither of them would enforce it.
 */
const mixed = new Set(['object', 'array', 'record', 'literal', 'union', 'unknown']);
const wrappers = new Set(['optional', 'nullable']);

type Unwrapped = { schema: z.ZodType; optional: boolean; nullable: boolean };

function unwrap(schema: z.ZodType): Unwrapped {
  const inside = wrapped(schema);
  if (!inside) return { schema, optional: false, nullable: false };
  const { type } = schema;
  if (!wrappers.has(type)) throw new Error(`a stored field cannot be ${type}`);
  const inner = unwrap(inside);
  return {
    schema: inner.schema,
    optional: inner.optional || type === 'optional',
    nullable: inner.nullable || type === 'nullable',
  };
}

const isSealed = (schema: z.ZodType): boolean => {
  const tag = tagOf(schema);
  return tag !== undefined && 'clear' in tag;
};

function mongooseType(schema: z.ZodType): SchemaDefinition[string] {
  const { type } = unwrap(schema).schema;
  switch (type) {
    case 'string':
    case 'enum':
      return { type: String };
    case 'number':
    case 'int':
      return { type: Number };
    case 'boolean':
      return { type: Boolean };
    case 'date':
      return { type: Date };
    default:
      if (!mixed.has(type)) throw new Error(`a stored field cannot be ${type}`);
      return { type: Schema.Types.Mixed };
  }
}

/** Mongoose's own `insertMany`, typed as a schema's static sees it. */
const insertMany: (this: Model<unknown>, rows: object[], options: object) => Promise<unknown> =
  mongoose.Model.insertMany;

/**
 * The Mongoose schema of a collection. It casts the values in filters, refuses unknown fields (in filters too), and
 * validates every new row with zod. The database's own validator checks every write.
 */
export function mongooseSchema(shape: z.ZodObject, collection: string): Schema {
  const fields: SchemaDefinition = {};
  for (const [name, field] of Object.entries<z.ZodType>(shape.shape)) fields[name] = mongooseType(field);
  const schema = new Schema(fields, {
    collection,
    strict: 'throw',
    strictQuery: 'throw',
    versionKey: false,
    minimize: false,
    autoIndex: false,
    autoCreate: false,
    id: false,
  });
  schema.pre('validate', function refuseWhatTheSchemaRefuses() {
    for (const [path, code] of refusedBy(shape, this.toObject({ depopulate: true, flattenMaps: true })))
      this.invalidate(path, code);
  });
  const strict = shape.strict();
  // Validates each row without making it a Mongoose document first, which would cost more than everything else here.
  schema.static(
    'insertMany',
    async function insertValidated(this: Model<unknown>, rows: object[], options: object = {}) {
      for (const row of rows) refuseWrong(strict, row);
      return await insertMany.call(this, rows, { ...options, lean: true, ignoreUndefined: true });
    },
  );
  return schema;
}

/** Throws Mongoose's own validation error if a row is invalid. */
function refuseWrong(shape: z.ZodObject, row: object): void {
  const wrong = refusedBy(shape, row);
  if (wrong.length === 0) return;
  const refused = new mongoose.Error.ValidationError();
  for (const [path, type] of wrong)
    refused.addError(path, new mongoose.Error.ValidatorError({ path, type, message: `${path}: ${type}` }));
  throw refused;
}

/** What is wrong with a row: paths and codes, never values. */
function refusedBy(shape: z.ZodObject, row: object): [path: string, code: string][] {
  const { error } = shape.safeParse(row);
  return (error?.issues ?? []).map((issue) => {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
    return [[...issue.path, ...unknown].join('.') || '_id', issue.code];
  });
}

/** MongoDB's `$jsonSchema` for a field. With it the database itself refuses a clear value in a sealed field. */
function bsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { schema: inner, nullable } = unwrap(schema);
  const or = (...types: string[]) => (nullable ? [...types, 'null'] : types);
  if (isSealed(inner)) return { bsonType: or('string'), pattern: compactJwePattern };
  if (inner instanceof z.ZodObject) return nullable ? { bsonType: ['object', 'null'] } : objectSchema(inner);
  if (inner instanceof z.ZodArray && inner.element instanceof z.ZodType)
    return { bsonType: or('array'), items: bsonSchema(inner.element) };
  switch (inner.type) {
    case 'string':
    case 'enum':
      return { bsonType: or('string') };
    case 'number':
    case 'int':
      return { bsonType: or('int', 'long', 'double') };
    case 'boolean':
      return { bsonType: or('bool') };
    case 'date':
      return { bsonType: or('date') };
    default:
      return {};
  }
}

function objectSchema(schema: z.ZodObject): Record<string, unknown> {
  const fields = Object.entries<z.ZodType>(schema.shape);
  const required = fields.filter(([, field]) => !unwrap(field).optional).map(([name]) => name);
  return {
    bsonType: 'object',
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(fields.map(([name, field]) => [name, bsonSchema(field)])),
    additionalProperties: false,
  };
}

/** The validator that MongoDB runs on every write to a collection, whoever writes. */
export const databaseValidator = (schema: z.ZodObject) => ({ $jsonSchema: objectSchema(schema) });

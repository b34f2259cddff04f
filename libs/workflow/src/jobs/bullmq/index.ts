export { bullmq, type BullMqOptions } from './bullmq.js';
export type { RedisConnection } from './redises.js';

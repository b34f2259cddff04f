export { bullmq, type BullMqOptions } from './bullmq.js';

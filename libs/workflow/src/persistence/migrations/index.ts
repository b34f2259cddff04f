import type { MigrationInterface } from 'typeorm';
import { NestflowBoard1764244800000 } from './board-1764244800000.js';
import { NestflowDelegated1764331200000 } from './delegated-1764331200000.js';
import { NestflowDelegation1764000000000 } from './delegation-1764000000000.js';
import { NestflowInitialSchema1763856000000 } from './initial-schema-1763856000000.js';
import { NestflowJobQueues1764072000000 } from './job-queues-1764072000000.js';
import { NestflowMentions1764000100000 } from './mentions-1764000100000.js';
import { NestflowScheduledStarts1764061200000 } from './scheduled-starts-1764061200000.js';
import { NestflowTurns1764158400000 } from './turns-1764158400000.js';

/** Nestflow's migrations, oldest first. */
export const WORKFLOW_MIGRATIONS: readonly (new () => MigrationInterface)[] = [
  NestflowInitialSchema1763856000000,
  NestflowDelegation1764000000000,
  NestflowMentions1764000100000,
  NestflowScheduledStarts1764061200000,
  NestflowJobQueues1764072000000,
  NestflowTurns1764158400000,
  NestflowBoard1764244800000,
  NestflowDelegated1764331200000,
];

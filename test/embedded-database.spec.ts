import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { embeddedDatabase } from '../apps/demo/src/database/embedded-database.js';
import { lockFolder } from '../apps/demo/src/database/folder-lock.js';

describe('the embedded database', () => {
  let parent: string;
  let folder: string;
  let opened: DataSource[];

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'nestflow-embedded-'));
    folder = join(parent, 'data');
    opened = [];
  });

  afterEach(async () => {
    await Promise.all(opened.map((source) => source.destroy()));
    rmSync(parent, { recursive: true, force: true });
  });

  async function open(): Promise<DataSource> {
    const source = await new DataSource(embeddedDatabase(folder)).initialize();
    opened.push(source);
    return source;
  }

  it('keeps its data, belongs to one user at a time, and is free once closed', async () => {
    const first = await open();
    await first.query('create table note (text varchar)');
    await first.query(`insert into note values ('kept')`);

    await expect(open()).rejects.toThrow(/is in use by process \d+/);
    await expect(first.query('select text from note')).resolves.toEqual([{ text: 'kept' }]);

    await opened.pop()!.destroy();
    expect(existsSync(`${folder}.lock`)).toBe(false);
    const second = await open();
    expect(await second.query('select text from note')).toEqual([{ text: 'kept' }]);
  });

  it('takes over the lock of a process that is gone', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    leaveLock({ pid, host: hostname(), began: '1' });
    lockFolder(folder)();
  });

  it('takes over the lock of a process whose pid another one has now', () => {
    leaveLock({ pid: process.ppid, host: hostname(), began: 'before' });
    lockFolder(folder)();
  });

  it('respects the lock of another host', async () => {
    leaveLock({ pid: 1, host: 'elsewhere', began: '1' });
    await expect(open()).rejects.toThrow('in use by process 1 on elsewhere');
  });

  it('does not open the data of another PostgreSQL, and leaves it unlocked', async () => {
    leaveData('17\n');
    await expect(open()).rejects.toThrow(/to be of PostgreSQL 18, but it is of version 17/);
    expect(existsSync(`${folder}.lock`)).toBe(false);
  });

  it('does not open a folder of other files', async () => {
    folder = parent;
    writeFileSync(join(parent, 'letter.txt'), 'mine');
    await expect(open()).rejects.toThrow('it holds other files');
  });

  it('says so when the data is damaged', async () => {
    leaveData('18\n');
    await expect(open()).rejects.toThrow('it may be damaged');
    expect(existsSync(`${folder}.lock`)).toBe(false);
  });

  function leaveData(version: string): void {
    mkdirSync(folder);
    writeFileSync(join(folder, 'PG_VERSION'), version);
  }

  function leaveLock(owner: { pid: number; host: string; began: string }): void {
    writeFileSync(`${folder}.lock`, JSON.stringify(owner));
  }
});

import { IsEnum } from 'class-validator';
import { Field } from '../../http/answers/field.decorator.js';
import type { Reader } from '../reader.js';
import { en } from '../words/en.js';
import { Words } from '../words/words.js';
import { dataSchema, dataView } from './data-view.js';

enum Urgency {
  Low = 1,
  VeryHigh = 2,
}

enum Topic {
  Client = 'client',
  Training = 'training',
}

class Request {
  @IsEnum(Urgency) urgency!: Urgency;
  @Field({ labels: { client: 'Visit of a client' } }) @IsEnum(Topic, { each: true }) topics!: Topic[];
}

describe('Data for reading', () => {
  const reader = { words: new Words('en', en) } as Reader;
  const read = (data: Request) =>
    Object.fromEntries(dataView(data, reader, dataSchema(Request)).map(({ label, text }) => [label, text]));

  it('has the names of an enum, of one with numbers as well', () => {
    expect(read({ urgency: Urgency.VeryHigh, topics: [] })).toMatchObject({ Urgency: 'Very high' });
  });

  it('calls what was chosen of several as the form does', () => {
    const data = { urgency: Urgency.Low, topics: [Topic.Client, Topic.Training] };
    expect(read(data)).toMatchObject({ Topics: 'Visit of a client, Training' });
  });
});

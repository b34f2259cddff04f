import { commentView } from './comment-view.js';

const partsOf = (text: string, mentions: string[]) =>
  commentView({ id: '1', author: null, text, mentions, createdAt: new Date(0) }, { user: undefined })
    .parts.filter(({ mention }) => mention !== undefined)
    .map(({ text: part }) => part);

describe('A comment for reading', () => {
  it('has the names of those who are told of it stand out', () => {
    expect(partsOf('(@ann) and @bob, @ann.', ['ann', 'bob'])).toEqual(['@ann', '@bob', '@ann']);
  });

  it('has no part of another word stand out', () => {
    expect(partsOf('@ann, mail to desk@ann.example; @anna and @ann-marie are away', ['ann'])).toEqual([
      '@ann',
    ]);
  });
});

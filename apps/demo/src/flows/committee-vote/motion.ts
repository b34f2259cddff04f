import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsString, Length } from 'class-validator';

/** Who may be asked. */
export const COMMITTEE = ['admin', 'manager', 'employee', 'clerk', 'packer'] as const;

/** How one member has voted. */
export interface Vote {
  readonly member: string;
  readonly yes: boolean;
}

/** A question that a committee decides. */
export class Motion {
  @IsString()
  @Length(1, 200)
  question!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(COMMITTEE.length)
  @ArrayUnique()
  @IsIn(COMMITTEE, { each: true })
  members!: string[];

  votes?: Vote[];
}

/** Whether the motion is carried (`true`), is lost (`false`), or may still become either (`undefined`). */
export function outcome({ members, votes = [] }: Motion): boolean | undefined {
  const yes = votes.filter((vote) => vote.yes).length;
  const no = votes.length - yes;
  if (yes > members.length / 2) return true;
  return no >= members.length / 2 ? false : undefined;
}

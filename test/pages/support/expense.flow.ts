import { PickType } from '@nestjs/mapped-types';
import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsDateString,
  IsEmail,
  IsEnum,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { type Activation, End, Flow, type FlowNode, Handler, If, ManualTask, Start, View } from 'nestflow';

export enum ExpenseKind {
  Travel = 'travel',
  Meals = 'meals',
  OfficeEquipment = 'officeEquipment',
}

export class ExpenseItem {
  @IsString() @Length(1, 80) what!: string;
  @IsNumber() @Min(0.01) price!: number;
}

export class BankAccount {
  @IsString() @Length(1, 40) holder!: string;
  @IsString() @Length(15, 34) iban!: string;
}

/** Every type of field there is. */
export class Expense {
  @IsString() @Length(3, 80) purpose!: string;
  @IsEnum(ExpenseKind) kind!: ExpenseKind;
  @IsDateString() spentOn!: string;
  @IsInt() @Min(1) @Max(500) people!: number;
  @IsBoolean() billable!: boolean;
  @IsOptional() @IsEmail() contact?: string;
  @IsOptional() @IsArray() @IsIn(['client', 'training', 'conference'], { each: true }) topics?: string[];
  @ValidateNested() @Type(() => BankAccount) account!: BankAccount;
  @IsArray() @ArrayMinSize(1) @ValidateNested({ each: true }) @Type(() => ExpenseItem) items!: ExpenseItem[];
  @IsOptional() @IsString() @MaxLength(2000) remarks?: string;

  @IsBoolean() approved!: boolean;
  @IsOptional() @IsString() @MaxLength(500) note?: string;
}

/** Filed by anybody, approved by whoever holds the right, paid out by hand. */
@Flow({
  data: Expense,
  title: 'Expense claim',
  description: 'Money you have spent for us, back to you.',
  summary: '{{ process.data.purpose }}',
})
export class ExpenseFlow {
  @Start({
    form: PickType(Expense, [
      'purpose',
      'kind',
      'spentOn',
      'people',
      'billable',
      'contact',
      'topics',
      'account',
      'items',
      'remarks',
    ]),
    title: 'New claim',
    description: 'Tell us what you have paid for. Keep the receipts.',
    next: 'approve',
  })
  file!: FlowNode;

  @View({
    form: PickType(Expense, ['approved', 'note']),
    title: 'Approve claim',
    description: 'Is this in order? Say yes only when you have seen the receipts.',
    summary: 'Approve “{{ process.data.purpose }}”',
    permission: 'expense.approve',
    due: '2d',
    priority: ({ process }: Activation<Expense>) => (process.data.billable ? 5 : 0),
    next: 'check',
  })
  approve!: FlowNode;

  @If({ then: 'payOut', else: 'book' })
  check({ process }: Activation<Expense>) {
    return process.data.approved;
  }

  @ManualTask({ title: 'Pay out', permission: 'expense.pay', next: 'book' })
  payOut!: FlowNode;

  @Handler({ next: 'end' })
  book() {
    return undefined;
  }

  @End() end!: FlowNode;
}

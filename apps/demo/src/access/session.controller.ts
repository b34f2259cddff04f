import {
  Body,
  Controller,
  Get,
  HttpCode,
  Post,
  Req,
  Res,
  UnauthorizedException,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { Request, Response } from 'express';
import { localAddress, WorkflowPages } from 'nestflow';
import { DEMO_USERS, authenticate } from './demo-users.js';
import type { SessionRequest } from './session.js';
import { formToken, isForm, isOfProgram, isOurs } from './sign-in-form.js';
import { TextsOnlyPipe } from './texts-only.pipe.js';

/** A name and a password; from the page, a token and where to go on as well. */
export class Credentials {
  @IsString()
  @MaxLength(100)
  username!: string;

  @IsString()
  @MaxLength(100)
  password!: string;

  @IsString()
  @IsOptional()
  csrf?: string;

  @IsString()
  @IsOptional()
  return?: string;
}

type Http = Request & SessionRequest;

/** Where the pages begin. */
const HOME = '/workflow';

/** Signs users in and out, by JSON and by a page. */
@Controller()
export class SessionController {
  constructor(private readonly pages: WorkflowPages) {}

  @Get()
  @ApiExcludeEndpoint()
  home(@Req() request: Http, @Res({ passthrough: true }) response: Response): void {
    goTo(response, request.session?.user === undefined ? '/login' : HOME);
  }

  @Get('login')
  @ApiExcludeEndpoint()
  page(@Req() request: Http, @Res({ passthrough: true }) response: Response): Promise<string> {
    return this.show(request, response, request.query['return']);
  }

  @Post('login')
  @HttpCode(200)
  async login(
    @Body(new TextsOnlyPipe()) { username, password, csrf, return: back }: Credentials,
    @Req() request: Http,
    @Res({ passthrough: true }) response: Response,
  ) {
    if (isForm(request) && !isOurs(request, csrf)) return this.show(request, response, back, 403);
    if (!isForm(request) && !request.is('json')) throw new UnsupportedMediaTypeException();
    const user = authenticate(username, password);
    if (!user) throw new UnauthorizedException('Expected the name and password of a user, but they are not.');
    request.session = { user: user.id };
    if (!isForm(request)) return { id: user.id };
    goTo(response, localAddress(back) ?? HOME);
    return undefined;
  }

  @Post('logout')
  @HttpCode(204)
  async logout(@Req() request: Http, @Res({ passthrough: true }) response: Response): Promise<void> {
    if (request.session?.user !== undefined && !isOfProgram(request)) await this.pages.checkForm(request);
    request.session = null;
    if (isForm(request) || request.accepts('json', 'html') === 'html') goTo(response, '/login');
  }

  private show(request: Http, response: Response, back: unknown, status = 200): Promise<string> {
    return this.pages.show(
      { request, response },
      {
        template: 'sign-in.liquid',
        title: 'Who are you today?',
        root: HOME,
        status,
        model: {
          users: DEMO_USERS,
          token: formToken(request),
          back: localAddress(back),
          stale: status !== 200,
        },
      },
    );
  }
}

function goTo(response: Response, address: string): void {
  response.status(303).location(address);
}

import { Body, Controller, HttpCode, Post, Req, UnauthorizedException } from '@nestjs/common';
import { IsString, MaxLength } from 'class-validator';
import { authenticate } from './demo-users.js';
import type { SessionRequest } from './session.js';

/** A name and a password. */
export class Credentials {
  @IsString()
  @MaxLength(100)
  username!: string;

  @IsString()
  @MaxLength(100)
  password!: string;
}

/** Signs users in and out. */
@Controller()
export class SessionController {
  @Post('login')
  @HttpCode(200)
  login(@Body() { username, password }: Credentials, @Req() request: SessionRequest) {
    const user = authenticate(username, password);
    if (!user) throw new UnauthorizedException('Expected the name and password of a user, but they are not.');
    request.session = { user: user.id };
    return { id: user.id };
  }

  @Post('logout')
  @HttpCode(204)
  logout(@Req() request: SessionRequest): void {
    request.session = null;
  }
}

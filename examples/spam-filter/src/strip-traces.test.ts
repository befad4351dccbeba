import { describe, expect, it } from 'vitest'
import { stripBody, stripSubject } from './strip-traces'

describe('stripSubject', () => {
  it.each([
    ['Re: [ILUG] Re: Sysadmin wanted', 'Sysadmin wanted'],
    ['[zzzzteana] RE: Alexander', 'Alexander'],
    ['Fw: Fwd: [Razor-users] (fwd) hello', 'hello'],
    ['Re[2]: Ouch... (was Re: My brain hurts)', 'Ouch...'],
    ['ADV: Never repay cash grants!', 'Never repay cash grants!'],
    ['[50% off] is kept', 'is kept'],
    ['Report [final] attached', 'Report [final] attached'],
  ])('%s', (subject, wanted) => {
    expect(stripSubject(subject)).toBe(wanted)
  })
})

describe('stripBody', () => {
  it("drops mailman's footer and the sponsor under it", () => {
    const body = `Try it again.

-------------------------------------------------------
This sf.net email is sponsored by:ThinkGeek
Welcome to geek heaven.
http://thinkgeek.com/sf
_______________________________________________
Razor-users mailing list
Razor-users@lists.sourceforge.net
https://lists.sourceforge.net/lists/listinfo/razor-users
`
    expect(stripBody(body)).toBe('Try it again.')
  })

  it("drops other lists' footers", () => {
    const ilug = `Thanks!
--
Irish Linux Users' Group: ilug@linux.ie
http://www.linux.ie/mailman/listinfo/ilug for (un)subscription information.
List maintainer: listmaster@linux.ie
`
    expect(stripBody(ilug)).toBe('Thanks!')
    expect(stripBody('Too much news\n\nhttp://xent.com/mailman/listinfo/fork\n')).toBe('Too much news')
    const yahoo = `Strange.
------------------------ Yahoo! Groups Sponsor ---------------------~-->
4 DVDs Free +s&p Join Now
http://us.click.yahoo.com/pt6YBB/NXiEAA/MVfIAA/7gSolB/TM
---------------------------------------------------------------------~->

To unsubscribe from this group, send an email to:
forteana-unsubscribe@egroups.com

Your use of Yahoo! Groups is subject to http://docs.yahoo.com/info/terms/
`
    expect(stripBody(yahoo)).toBe('Strange.')
  })

  it('drops quotations, who is quoted, headers of forwarded mails and signatures', () => {
    const reply = `On Fri, Aug 02, 2002 at 01:41:30PM +0100,
Colm Buckley wrote:
> Wearing my other hat today

hey, so are we!

-----Original Message-----
From: Somebody [mailto:somebody@example.com]
Sent: Friday, 2 August 2002
Subject: hats

Old text.
--${' '}
kevin@suberic.net  cheap & dangerous quality
`
    expect(stripBody(reply)).toBe('hey, so are we!\nOld text.')
  })

  it('keeps of a link its host, nothing of an address, and no stand-in of the publishers', () => {
    const text =
      'See http://www.example.org/a?id=7&r=zzzz or write to zzzz@spamassassin.taint.org, dear yyyy.'
    expect(stripBody(text)).toBe('See www.example.org or write to , dear .')
  })

  it('keeps what a sender wrote', () => {
    const text = 'To be removed, click here.\nSubject to approval: 50% off!\n1. First\n2. Second'
    expect(stripBody(text)).toBe(text)
  })
})

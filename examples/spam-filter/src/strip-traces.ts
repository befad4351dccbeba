/**
 * What would give the answer away, or is not the sender's own text. All ham of this corpus went through a dozen
 * mailing lists, one mail robot and one person's hands, and most spam did not: a classifier that learns the
 * lists' footers is right for the wrong reason and useless in any other mailbox.
 */

/** Whole blocks of lines, removed first. */
const blocks: readonly RegExp[] = [
  // Yahoo! Groups: the sponsor between two rulers, then how to unsubscribe.
  /^-+ Yahoo! Groups Sponsor[\s\S]*?^-+~->\s*$/gm,
  /^To unsubscribe from this group, send an email to:\s*\n.*$/gm,
  /^Your use of Yahoo! Groups is subject to.*$/gm,
  // SourceForge's sponsors of the day, under every mail of its lists.
  /^-{20,}\s*\nThis sf\.net email is sponsored by[\s\S]*?(?=^_{20,}|(?![\s\S]))/gim,
  // Signed mail: the seal, not what it seals.
  /^-----BEGIN PGP SIGNED MESSAGE-----\s*\n(?:Hash:.*\n)?/gm,
  /^-----BEGIN PGP (?:SIGNATURE|PUBLIC KEY)[\s\S]*?^-----END PGP.*$/gm,
  // The headers of a mail that is quoted or forwarded.
  /(?:^[ \t>]*(?:from|to|cc|sent|date|subject|reply-to|message-id|received|return-path|delivered-to|importance|organization|x-[\w-]+|mime-version|content-[\w-]+):.*\n(?:[ \t]+\S.*\n)*){2,}/gim,
  // Who is quoted: "On Friday, somebody wrote:", in one line or two.
  /^(?:on|at|quoting|once upon a time)\b.{0,120}\n?.{0,80}\b(?:wrote|writes)\s*:\s*$/gim,
]

/** Single lines, removed wherever they stand. */
const lines: readonly RegExp[] = [
  // Mailman's footers: ILUG, FoRK, RPM-List, Razor, SpamAssassin, Exmh …
  /mailing list(?: <.*>)?\s*$|\/mailman\/|\/listinfo\/|(?:un)?subscription information|^irish linux users' group|^list maintainer:/i,
  /-(?:un)?subscribe@|deathtospam|thinkgeek\.com|^welcome to geek heaven|email is sponsored by/i,
  // The robot that turned news feeds into mail, and its footnotes.
  /^url: http|^date: not supplied|^date: \d{4}-\d\d-\d\dT|^img: http|^\s*\[\d+\]\s*http/i,
  // Other people's words: quotations, and who is quoted.
  /^\s*[>|}]|^\s*[A-Za-z]{1,4}>/,
  /\b(?:wrote|writes|said|says|schrieb|écrit)\s*:\s*$/i,
  /^[\s-]*-{2,}\s*(?:original|forwarded|begin forwarded) message/i,
]

/** A signature: from a line of two dashes to the end, where it is short enough to be one. */
const signature = /^--\s*$[\s\S]{0,600}(?![\s\S])/m

/** Addresses and names that the publishers of the corpus put in place of real ones. */
const standIns =
  /\b(?:zzzz|yyyy|qqqq)\w*|\b(?:jm|jmason|justin mason|netnoteinc|netnote|taint)\b|spam ?assassin/gi

/** The subject without reply marks and list names, which hardly any spam has. */
export function stripSubject(subject: string): string {
  const marks =
    /^\s*(?:(?:re|fw|fwd|aw|sv)(?:\[\d+\])?\s*:|\[[^\]]{2,40}\]|\((?:fwd|no subject|null)\)|adv\s*:)\s*/i
  let rest = subject
  while (marks.test(rest)) rest = rest.replace(marks, '')
  return tidy(rest.replace(/\((?:was|fwd)\b.*$/i, ''))
}

/** The body without quotations, signatures, list footers and stand-ins. */
export function stripBody(body: string): string {
  let text = body.replace(/\r\n?/g, '\n')
  for (const block of blocks) text = text.replace(block, '')
  text = text
    .split('\n')
    .filter((line) => !lines.some((pattern) => pattern.test(line)))
    .join('\n')
  return tidy(text.replace(signature, ''))
}

function tidy(text: string): string {
  return (
    text
      .replace(/(?:mailto:)?[^\s@<>()[\]"',;:]+@[\w-]+(?:\.[\w-]+)*/g, ' ')
      // The feed robot's numbered links.
      .replace(/\[\d+\](?:link|discuss)?/gi, ' ')
      // Of a link the host: the rest names one recipient or one campaign.
      .replace(/\b(?:https?|ftp):\/\/([\w.-]+)[^\s>"')\]]*/gi, ' $1 ')
      .replace(standIns, ' ')
      // Rulers, and what is left of footers: lines without a letter or a digit.
      .replace(/([^\p{L}\p{N}\s])\1{3,}/gu, '$1')
      .replace(/^[^\p{L}\p{N}\n]+$/gmu, '')
      .replace(/[^\S\n]+/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .replace(/\n{2,}/g, '\n')
      .trim()
  )
}

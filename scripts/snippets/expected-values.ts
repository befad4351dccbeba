import ts from 'typescript'

/**
 * Turns every `expression // value` line of a module into a comparison: `same((expression), (value))`.
 *
 * Only statements at the top that are expressions count, and only comments that are literals as a whole (numbers,
 * strings, true, false, null, and arrays and objects of these); any other comment is prose.
 */
export function withExpectedValues(code: string): string {
  const source = ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.ES2022, true)
  let result = code
  for (const statement of [...source.statements].reverse()) {
    if (!ts.isExpressionStatement(statement)) continue
    const [comment] = ts.getTrailingCommentRanges(code, statement.end) ?? []
    const value = comment && code.slice(comment.pos, comment.end).replace(/^\/\/\s*/, '')
    if (!value || !isLiteral(value)) continue
    const expression = statement.expression.getText(source)
    const [start, end] = [statement.getStart(source), statement.end]
    result = `${result.slice(0, start)};same((${expression}), (${value}))${result.slice(end)}`
  }
  return result
}

function isLiteral(text: string): boolean {
  const source = ts.createSourceFile('value.ts', `(${text})`, ts.ScriptTarget.ES2022, true)
  const [statement, ...others] = source.statements
  if (!statement || others.length > 0 || !ts.isExpressionStatement(statement)) return false
  const { expression } = statement
  return (
    expression.end === source.end &&
    ts.isParenthesizedExpression(expression) &&
    isValue(expression.expression)
  )
}

function isValue(node: ts.Expression): boolean {
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isValue)
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every((one) => ts.isPropertyAssignment(one) && isValue(one.initializer))
  }
  if (ts.isPrefixUnaryExpression(node)) return isValue(node.operand)
  const words = [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword]
  return ts.isNumericLiteral(node) || ts.isStringLiteral(node) || words.includes(node.kind)
}

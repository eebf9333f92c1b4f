/** A source file as tidy sees it; paths are relative to the repository root. */
export type SourceFile = {
  readonly path: string
  readonly text: string
  readonly imports: readonly string[]
}

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path)

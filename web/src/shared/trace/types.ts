/** What the agent did in a turn, as the server tells it, sent or only tried. */
export type TraceFacts = {
  engine: string;
  instructions_version: number;
  duration_ms: number | null;
  cost_micros: number;
  understanding: Record<string, unknown>;
  decision: string | null;
  handoff_reason: string | null;
  confidence: number | null;
  calls: ToolCall[];
  evidence: Evidence[];
  guards?: Guard[];
  models?: ModelCall[];
  error: string | null;
};

type ToolCall = {
  name: string;
  arguments: Record<string, unknown>;
  result: Record<string, unknown> | null;
  ms: number;
  error: string | null;
};

export type Evidence = { ref: string; title: string; quote: string; score: number };

export type Guard = {
  name: string;
  /** passed, held or mended */
  verdict: string;
  detail: string | null;
};

/** One request to a language model. Tokens that the provider did not tell are null. */
export type ModelCall = {
  model: string;
  input_tokens: number | null;
  output_tokens: number | null;
  cached_tokens: number | null;
  micros: number | null;
  ms: number;
  error: string | null;
};

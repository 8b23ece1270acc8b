import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { Sheet } from "@/shared/ui/sheet";
import { Textarea } from "@/shared/ui/textarea";
import { FindingsView } from "./findings-view";

type QuestionTesterProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onArticle: (id: string) => void;
  /** Write down what the base does not know; absent for those who may not. */
  onTeach: (() => void) | undefined;
};

/** Asks the base what the agent would ask it. */
export function QuestionTester({ open, onOpenChange, onArticle, onTeach }: QuestionTesterProps) {
  const { t } = useTranslation("knowledge");
  const text = useErrorText();
  const [question, setQuestion] = useState("");
  const test = useMutation({
    meta: { quiet: true },
    mutationFn: () => unwrap(api.POST("/api/v1/knowledge/test", { body: { question: question.trim() } })),
  });
  const ask = () => question.trim() && test.mutate();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    ask();
  };
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={t("tester.title")}>
      <p className="mb-4 text-ink-2">{t("tester.lead")}</p>
      <form onSubmit={submit} className="grid gap-3">
        <Field label={t("tester.question")} error={test.error ? text(test.error) : undefined}>
          {(control) => (
            <Textarea
              {...control}
              value={question}
              maxLength={2000}
              placeholder={t("tester.placeholder")}
              onChange={(event) => setQuestion(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
                event.preventDefault();
                ask();
              }}
              className="min-h-16"
            />
          )}
        </Field>
        <Button type="submit" variant="primary" disabled={test.isPending || !question.trim()}>
          {t(test.isPending ? "tester.asking" : "tester.ask")}
        </Button>
      </form>
      <div aria-live="polite">{test.data && <FindingsView findings={test.data} onArticle={onArticle} onTeach={onTeach} />}</div>
    </Sheet>
  );
}

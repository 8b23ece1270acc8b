import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { toast } from "@/shared/ui/toast";

const SHORTEST = 10;

export function PasswordCard() {
  const { t } = useTranslation("settings");
  const text = useErrorText();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    meta: { quiet: true },
    mutationFn: () => unwrap(api.POST("/api/v1/me/password", { body: { current, password: next } })),
    onSuccess: () => {
      setCurrent("");
      setNext("");
      toast.done(t("account.changed"));
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Card className="p-5">
      <h3 className="text-[15px] font-semibold">{t("account.passwordTitle")}</h3>
      <p className="mb-4 text-ink-2">{t("account.passwordLead")}</p>
      <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
        <Field label={t("account.current")} error={change.error ? text(change.error) : undefined}>
          {(control) => (
            <Input
              {...control}
              type="password"
              required
              autoComplete="current-password"
              value={current}
              onChange={(event) => setCurrent(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("account.next")} hint={t("account.nextHint")}>
          {(control) => (
            <Input
              {...control}
              type="password"
              required
              minLength={SHORTEST}
              autoComplete="new-password"
              value={next}
              onChange={(event) => setNext(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" className="justify-self-start" disabled={change.isPending}>
          {t("account.change")}
        </Button>
      </form>
    </Card>
  );
}

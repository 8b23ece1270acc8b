import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Eye, EyeOff } from "lucide-react";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { adoptSession, api, unwrap } from "@/api/client";
import { ApiError } from "@/api/errors";
import { sessionQuery } from "@/api/session";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { IconButton } from "@/shared/ui/icon-button";
import { Input } from "@/shared/ui/input";
import { useCountdown } from "./use-countdown";

export function LoginForm() {
  const { t } = useTranslation("login");
  const text = useErrorText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { voltar } = useSearch({ from: "/entrar" });
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const lock = useCountdown();
  const signIn = useMutation({
    meta: { quiet: true },
    mutationFn: () => unwrap(api.POST("/api/v1/session", { body: { email: email.trim(), password } })),
    onSuccess: async (session) => {
      adoptSession(session);
      client.setQueryData(sessionQuery.queryKey, session);
      await navigate({ href: voltar ?? "/inicio" });
    },
    onError: (error) => {
      if (error instanceof ApiError && error.code === "locked") lock.start(Number(error.params.retry_after) || 30);
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  const problem = lock.left > 0 ? t("locked", { time: lock.text }) : signIn.error ? text(signIn.error) : undefined;
  const stale = signIn.error instanceof ApiError && signIn.error.code === "locked" && lock.left === 0;
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label={t("email")}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="username"
            autoFocus
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            className="h-11"
          />
        )}
      </Field>
      <Field label={t("password")} error={stale ? undefined : problem}>
        {(control) => <PasswordInput {...control} value={password} onChange={setPassword} />}
      </Field>
      <Button type="submit" variant="primary" className="mt-1 h-11 text-[15px]" disabled={signIn.isPending || lock.left > 0}>
        {t(signIn.isPending ? "submitting" : "submit")}
      </Button>
    </form>
  );
}

type PasswordInputProps = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean | undefined;
  value: string;
  onChange: (value: string) => void;
};

function PasswordInput({ value, onChange, ...control }: PasswordInputProps) {
  const { t } = useTranslation("login");
  const [shown, setShown] = useState(false);
  return (
    <div className="relative">
      <Input
        {...control}
        type={shown ? "text" : "password"}
        autoComplete="current-password"
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-11 pr-11"
      />
      <IconButton
        label={t(shown ? "hidePassword" : "showPassword")}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute top-1.5 right-1.5"
      >
        {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
      </IconButton>
    </div>
  );
}

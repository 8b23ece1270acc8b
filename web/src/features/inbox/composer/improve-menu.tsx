import { useMutation } from "@tanstack/react-query";
import { Languages, Scissors, Smile, Sparkles, SpellCheck, UserRoundCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { cn } from "@/shared/cn";
import { Button } from "@/shared/ui/button";
import { Menu, MenuItem } from "@/shared/ui/menu";
import { toast } from "@/shared/ui/toast";

type How = components["schemas"]["How"];
type Target = components["schemas"]["Target"];
type Wish = { how: How; language: Target };

const ways = [
  { key: "correct", how: "correct", language: "pt", icon: SpellCheck },
  { key: "shorter", how: "shorter", language: "pt", icon: Scissors },
  { key: "kinder", how: "kinder", language: "pt", icon: Smile },
  { key: "formal", how: "formal", language: "pt", icon: UserRoundCheck },
  { key: "english", how: "translate", language: "en", icon: Languages },
  { key: "spanish", how: "translate", language: "es", icon: Languages },
  { key: "portuguese", how: "translate", language: "pt", icon: Languages },
] as const;

type ImproveMenuProps = { conversationId: string; text: string; disabled: boolean; onChange: (text: string) => void };

/** Makes what stands in the field better, says how it was done and offers the way back. */
export function ImproveMenu({ conversationId, text, disabled, onChange }: ImproveMenuProps) {
  const { t } = useTranslation(["desk", "common"]);
  const improve = useMutation({
    mutationFn: ({ how, language }: Wish) =>
      unwrap(api.POST("/api/v1/conversations/{conversation_id}/improve", { params: { path: { conversation_id: conversationId } }, body: { text, how, language } })),
    onSuccess: ({ text: better, by, rules }) => {
      if (better === text) return toast.done(t("improve.nothing"));
      onChange(better);
      const how = rules.map((rule) => t(`improve.rules.${rule as "spelling"}`)).join(", ");
      toast.done(by === "model" ? t("improve.byModel") : t("improve.byRules", { rules: how }), { label: t("common:undo"), onClick: () => onChange(text) });
    },
  });
  return (
    <Menu
      align="start"
      side="top"
      trigger={
        <Button variant="ghost" size="sm" className="text-ia-text" disabled={disabled || !text.trim() || improve.isPending} aria-label={t("improve.title")} title={t("improve.title")}>
          <Sparkles aria-hidden className={cn(improve.isPending && "animate-pulse")} />
          <span className="hidden sm:inline">{t("improve.title")}</span>
        </Button>
      }
    >
      {ways.map(({ key, how, language, icon: Icon }) => (
        <MenuItem key={key} onSelect={() => improve.mutate({ how, language })}>
          <Icon aria-hidden />
          {t(`improve.how.${key}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}

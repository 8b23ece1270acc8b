import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useContactName } from "@/shared/format/contact-name";
import { useWhen } from "@/shared/format/use-when";
import type { Tried } from "./rule";

/** What a rule would have met in the past week. */
export function TriedView({ tried }: { tried: Tried }) {
  const { t } = useTranslation("supervision");
  const contactName = useContactName();
  const { moment } = useWhen();
  return (
    <section aria-label={t("rules.try")} role="status" className="my-4 rounded-xl border bg-sunken p-4">
      <p className="font-medium">{t("rules.tried", { count: tried.matched, total: tried.looked_at })}</p>
      <p className="text-[12.5px] text-ink-2">
        {t("rules.triedHint")} {tried.cut && t("rules.triedCut")}
      </p>
      <ul className="mt-2 grid gap-1.5">
        {tried.items.slice(0, 10).map((item) => (
          <li key={`${item.conversation_id}${item.at}`} className="text-[13px]">
            <Link
              to="/conversas/$conversationId"
              params={{ conversationId: item.conversation_id }}
              className="text-ceu-text underline underline-offset-2"
            >
              {contactName({ name: item.contact_name })}
            </Link>{" "}
            <span className="text-ink-2">
              {moment(item.at)} {item.text && `· ${item.text}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

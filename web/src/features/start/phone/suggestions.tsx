import { useTranslation } from "react-i18next";

/** What one could ask first. */
export function Suggestions({ onAsk }: { onAsk: (text: string) => void }) {
  const { t } = useTranslation("start");
  const questions = t("phone.ask", { returnObjects: true });
  return (
    <ul aria-label={t("phone.suggestions")} className="flex flex-col items-end gap-1.5 px-3 pb-3">
      {questions.map((question) => (
        <li key={question}>
          <button
            type="button"
            onClick={() => onAsk(question)}
            className="rounded-full border border-line-strong bg-surface px-3.5 py-1.5 text-[13.5px] text-mata-text hover:bg-mata-soft"
          >
            {question}
          </button>
        </li>
      ))}
    </ul>
  );
}

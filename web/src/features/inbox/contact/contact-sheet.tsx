import { useTranslation } from "react-i18next";
import { Sheet } from "@/shared/ui/sheet";
import { ContactPanel, type ContactPanelProps } from "./contact-panel";

/** The contact over the thread, where the screen has no room beside it. */
export function ContactSheet({ onClose, ...panel }: ContactPanelProps & { onClose: () => void }) {
  const { t } = useTranslation(["extras", "inbox"]);
  return (
    <Sheet open onOpenChange={onClose} title={t("inbox:contact.label")}>
      <div className="-mx-5">
        <ContactPanel
          {...panel}
          onJump={(messageId) => {
            onClose();
            panel.onJump(messageId);
          }}
        />
      </div>
    </Sheet>
  );
}

import { Toaster as Sonner, toast as show } from "sonner";
import { useTheme } from "@/shared/theme";

type Undo = { label: string; onClick: () => void };

/** Short words about what just happened. What went wrong stays until it is closed. */
export const toast = {
  done: (text: string, undo?: Undo) => void show.success(text, undo && { action: undo, duration: 8000 }),
  failed: (text: string) => void show.error(text, { duration: 10_000, closeButton: true }),
};

export function Toaster({ label }: { label: string }) {
  const { theme } = useTheme();
  return <Sonner position="bottom-center" theme={theme} containerAriaLabel={label} />;
}

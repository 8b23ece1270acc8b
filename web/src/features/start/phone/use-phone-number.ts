import { useState } from "react";
import { privateStorage } from "@/shared/private-storage";

const KEY = "phone";

/** A number nobody owns: area code 11, then 9 0000 and four digits. */
function newNumber(): string {
  const digits = crypto.getRandomValues(new Uint16Array(1))[0]! % 10_000;
  return `55119${String(digits).padStart(8, "0")}`;
}

/** The number of this browser's pretend phone, and the way to get another one. */
export function usePhoneNumber(): [string, () => void] {
  const [number, setNumber] = useState(() => (privateStorage.read(KEY) as string | null) ?? keep(newNumber()));
  return [number, () => setNumber(keep(newNumber()))];
}

function keep(number: string): string {
  privateStorage.write(KEY, number);
  return number;
}

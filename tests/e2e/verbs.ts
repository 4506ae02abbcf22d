/** A role that the walk looks for. */
export type Role = "button" | "heading" | "link" | "searchbox" | "tab" | "table" | "textbox";

/** What a person does with Porthole and sees of it, in words that any browser's driver can carry out. */
export interface Verbs {
  /** Opens an address. */
  open(address: string): Promise<void>;
  /** Loads the page again. */
  reload(): Promise<void>;
  /** Goes back, as the browser's button does. */
  back(): Promise<void>;
  /** The address that the browser shows. */
  address(): Promise<string>;
  /** Clicks the element of that role and exact name, once it is there. */
  click(role: Role, name: string): Promise<void>;
  /** Replaces what stands in the field of that role and exact name. */
  fill(role: Role, name: string, text: string): Promise<void>;
  /** Presses a key. */
  key(name: string): Promise<void>;
  /** The text of the view as it is seen, without what stands around it. */
  text(): Promise<string>;
  /** Waits until the text is seen. */
  see(text: string): Promise<void>;
  /** Waits until an element of that role and exact name is seen. */
  seeRole(role: Role, name: string): Promise<void>;
  /** Keeps a picture of the page. */
  screenshot(name: string): Promise<void>;
  /** The addresses of all requests so far. */
  requests(): string[];
}

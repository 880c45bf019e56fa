// What a room is made with, and what it cannot know by itself.
import type { Ban } from "./bans.ts";
import type { Barred } from "./host.ts";

export interface RoomSettings {
  /** The room's own name, and what newcomers are told; an empty motd tells nothing. */
  name: string;
  motd: string;
  places: number;
  /** Whether guests may put files on the shelf. */
  uploads: boolean;
  /** How many earlier messages a newcomer is shown. */
  replay: number;
  /** Whether guests have to give a password first. */
  password: boolean;
  /** Whom the host keeps out. */
  bans: readonly Ban[];
}

/** What of the settings can be read anew; what is left out stays. */
export type Reloaded = Partial<Pick<RoomSettings, "motd" | "password" | "bans">>;

/** What the room cannot know by itself. */
export interface RoomMeans {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** A secret that nobody can guess, for a session. */
  secret: () => string;
  /** A UUID that was never given before, for a message. */
  key: () => string;
  /** Whom the server keeps out for wrong passwords; nobody where the room has none. */
  barred?: () => readonly Barred[];
}

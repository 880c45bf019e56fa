// Every bound of Parlor, each with its unit. Tests probe each at the limit and one past it.

/** A message, and so a line of a lines guest without its line ending: bytes of UTF-8. */
export const MESSAGE_BYTES = 4096;

/** The lines that one message may have. */
export const MESSAGE_LINES = 100;

/** A name: characters (grapheme clusters) and bytes of UTF-8. */
export const NAME_CHARACTERS = 32;
export const NAME_BYTES = 64;

/** Combining marks that are stacked on one character of a text. */
export const COMBINING_MARKS = 4;

/** A file's path on the shelf, folders included: bytes of UTF-8. */
export const FILE_NAME_BYTES = 1024;

/** One part of that path, and a name in a download folder: bytes of UTF-8, as most filesystems have it. */
export const FILE_PART_BYTES = 255;

/** A longer ending of a file's name, its dot included, is not kept apart as an extension: bytes of UTF-8. */
export const EXTENSION_BYTES = 16;

/** How many times a taken name is tried again with a number, as in "name (1).txt". */
export const SAME_NAMES = 10_000;

/** Names of a folder that are sorted, and files that are looked at, before others have their turn. */
export const SORTED_AT_ONCE = 8192;
export const LOOKED_AT_ONCE = 64;

/** The payload of a control frame: bytes; the second holds until the guest has a name. */
export const CONTROL_BYTES = 64 * 1024;
export const UNNAMED_CONTROL_BYTES = 1024;

/** File bytes in one chunk, which is also what a transfer hands to a socket before others have their turn. */
export const CHUNK_BYTES = 256 * 1024;

/** Chunks that all transfers together hand to sockets in one turn of the event loop. */
export const CHUNKS_PER_TURN = 4;

/** A read that held the event loop for longer came from the disk: milliseconds; so many that follow are left to a thread. */
export const SLOW_READ_MS = 1;
export const THREAD_READS = 64;

/** Lists of the shelf that are on their way to one guest at once, since each holds all names: further ones wait. */
export const LISTS_PER_GUEST = 1;

/** How often, in bytes sent, a file is looked at whether it changed while it is sent. */
export const CHANGE_CHECK_BYTES = 16 * 1024 * 1024;

/** File versions whose SHA-256 is remembered; beyond them the one that was not asked for longest is forgotten. */
export const HASHED_FILES = 10_000;

/** How long the Worker that hashes may have nothing to do before it ends: milliseconds. */
export const HASHER_IDLE_MS = 10_000;

/** File bytes that the Worker hashes before another file has its turn. */
export const HASH_SLICE_BYTES = 16 * 1024 * 1024;

/** The coarsest step of a usual filesystem's clock, within which two changes cannot be told apart: milliseconds. */
export const FILE_CLOCK_MS = 20;

/** Received bytes after which a partial file's record is written anew; a killed receiver loses these, and what was on its way to the disk. */
export const RECORD_BYTES = 4 * 1024 * 1024;

/** How long it is waited for a process that wrote a partial file and is being ended: milliseconds; and how often it is looked at. */
export const ENDING_PROCESS_MS = 300;
export const ENDING_LOOK_MS = 20;

/** A partial file's record: bytes. */
export const RECORD_FILE_BYTES = 8 * 1024;

/** Uploads that guests may have put on the shelf in all, and one file of them: bytes. */
export const UPLOAD_QUOTA_BYTES = 1024 ** 3;
export const UPLOAD_FILE_BYTES = 1024 ** 3;

/** Files that guests may have put on the shelf in all, those under way and interrupted ones among them. */
export const UPLOAD_FILES = 10_000;

/** Uploads under way: of one guest, and of all. */
export const UPLOADS_PER_GUEST = 4;
export const UPLOADS_AT_ONCE = 16;

/** How long nothing may have come of an upload before another of the same file has its place: milliseconds. */
export const UPLOAD_SILENT_MS = 5_000;

/** What has to come of an upload in that time, or another has its place where there is none left: bytes. */
export const UPLOAD_PACE_BYTES = 16 * 1024;

/** Received bytes of uploads that may wait for the disk before their guest is not read. */
export const UPLOAD_WAITING_BYTES = CHUNK_BYTES;

/** Disk space that uploads leave free: bytes. */
export const SPARE_DISK_BYTES = 16 * 1024 * 1024;

/** How long an interrupted upload is kept to be continued: milliseconds. */
export const PARTIAL_KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** Transfers that have ended and whose last chunks may still come: numbers remembered of each guest. */
export const ENDED_TRANSFERS = 64;

/** Received file bytes that may wait for the disk before the receiver stops reading its socket. */
export const DISK_WAITING_BYTES = 4 * 1024 * 1024;

/** What a piece that waits for the disk counts at least, since it costs memory however short it is: bytes. */
export const PIECE_BYTES = 4096;

/** Records in one page of an answer of many; a page always fits in a control frame. */
export const STATUS_PAGE = 100;
export const LIST_PAGE = 30;

/** Silence after which the text of a bare guest is a message: milliseconds. */
export const BARE_QUIET_MS = 100;

/** Places in the room, and how many `--max-clients` may ask for. */
export const DEFAULT_PLACES = 3;
export const MAX_PLACES = 10_000;

/** Connections of guests that have left and still take what they are owed, beside those of the places. */
export const LEAVING_PLACES = 16;

/** Connections that are told that the room is full and may take a while to read it. */
export const TURNED_AWAY_PLACES = 32;

/** Connections of one address: at once, and how many it may open in one go, and in a second from then on. */
export const ADDRESS_PLACES = 16;
export const ADDRESS_CONNECTS = 16;

/** The same of a network of IPv6 (/64), all of whose addresses one guest may have. */
export const NETWORK_PLACES = 64;
export const NETWORK_CONNECTS = 64;

/** Addresses without a connection whose last connects are remembered; beyond them who connected first is forgotten. */
export const REMEMBERED_ADDRESSES = 10_000;

/** Connections turned away that are logged one by one, and the time in which so many are; others are counted: milliseconds. */
export const TURNED_AWAY_LINES = 5;
export const TURNED_AWAY_LOG_MS = 1_000;

/** How often the host is warned at most that guests are turned away: milliseconds. */
export const TURNED_AWAY_WARN_MS = 60_000;

/** What one read of a connection brings at most, which is kept while nothing more is taken of its guest: bytes. */
export const READ_BYTES = 512 * 1024;

/** What the server takes of memory without guests, and what one thing counts that it remembers: bytes, as measured. */
export const OWN_MEMORY_BYTES = 120_000_000;
export const REMEMBERED_BYTES = 1024;

/** Files that the server itself has open at most: its journal, its Workers, its log, a shelf that is read. */
export const OWN_DESCRIPTORS = 40;

/** How many files a process may have open where the system does not tell. */
export const UNKNOWN_DESCRIPTORS = 1024;

/** Guests without a name at the door, and how long each may stand there: seconds. */
export const DOOR_PLACES = 16;
export const NAME_TIMEOUT_S = 30;
export const MAX_NAME_TIMEOUT_S = 3600;

/** A room's password: characters, and the bytes of a file whose first line it is. */
export const PASSWORD_CHARACTERS = 128;
export const PASSWORD_FILE_BYTES = 4096;

/** What hashing a password costs: KiB of memory, and how often it is gone through; as OWASP advises for argon2id. */
export const PASSWORD_MEMORY_KIB = 19 * 1024;
export const PASSWORD_PASSES = 2;

/** How long an address waits behind its first wrong password, and at most behind a later one: milliseconds. */
export const WRONG_PASSWORD_FIRST_MS = 1_000;
export const WRONG_PASSWORD_MOST_MS = 30_000;

/** Wrong passwords of one address after which it is kept out; the time within which they count, and that it is kept out: milliseconds. */
export const WRONG_PASSWORDS = 10;
export const WRONG_PASSWORDS_MS = 10 * 60_000;
export const BARRED_MS = 10 * 60_000;

/** Addresses whose wrong passwords are remembered; beyond them the one whose last is the oldest is forgotten. */
export const REMEMBERED_GUESSERS = 10_000;

/** A file with what newcomers are told: bytes. */
export const MOTD_FILE_BYTES = 8 * 1024;

/** How long a guest may stand at the full door, however few came from its address, before it makes room: milliseconds. */
export const DOOR_GRACE_MS = 5_000;

/** Inputs of one guest that are worked off before all others have their turn. */
export const INPUTS_PER_TURN = 64;

/** What was read of guests and is no longer needed, beyond which the collector is told, and how long it then has its pause: bytes, milliseconds. */
export const LITTER_BYTES = 16 * 1024 * 1024;
export const LITTER_MS = 20;

/** What is litter beside what was read: of an answer's page so many times its bytes, and of each connection so many bytes. */
export const PAGE_LITTER = 4;
export const CONNECTION_LITTER_BYTES = 16 * 1024;

/** Connections that are looked at in one turn of the event loop; what comes beyond them in it is closed without a word. */
export const CONNECTS_PER_TURN = 256;

/** Past clients that the room remembers, or as many as it has places where that is more; beyond them who left first is forgotten. */
export const PAST_CLIENTS = 1000;

/** Clients that the journal keeps: as many as the largest room has, so that all of them can come back after a crash. */
export const KEPT_CLIENTS = MAX_PLACES;

/** Messages that a newcomer is shown, and how many `--replay` and `/history` may ask for. */
export const REPLAYED_MESSAGES = 20;
export const HISTORY_LAST = 10_000;

/** One page of history: messages, and bytes of them as JSON, so that a page always fits in a control frame. */
export const HISTORY_PAGE = 100;
export const HISTORY_PAGE_BYTES = 32 * 1024;

/** Messages that one search finds, the newest. */
export const FOUND_MESSAGES = 50;

/** A session's token: characters. */
export const TOKEN_CHARACTERS = 128;

/** How long a client that was lost keeps its name and its place, and how long it can come back: milliseconds. */
export const HELD_MS = 60_000;
export const SESSION_MS = 24 * 60 * 60 * 1000;

/** Names and places that are held for those lost from one address; beyond them that of the first is given up. */
export const HELD_PER_ADDRESS = 16;

/** How long a connection beyond the last place may take to show that it comes back: milliseconds. */
export const RETURN_MS = 1_000;

/** Connections beyond the last place that may try it at once. */
export const RETURNING_PLACES = 16;

/** Messages of one guest that may wait to be stored before it is not read. */
export const STORES_WAITING = 64;

/** Messages that are stored in one transaction. */
export const BATCH_MESSAGES = 1000;

/** The text of them, beyond which the rest is the next one's: what is heard at once must not make a guest too slow. Bytes. */
export const BATCH_BYTES = 128 * 1024;

/** What is kept of a room where nobody says how much: bytes on the disk. */
export const KEPT_BYTES = 1024 ** 3;

/** The least that `--keep` may be told to keep: bytes; an empty journal takes a good part of it. */
export const LEAST_KEPT_BYTES = 1_000_000;

/** How often it is noted who is here, so that after a crash it is known until when they were: milliseconds. */
export const SEEN_MS = 5_000;

/** Messages that may be stored before those that are too old are looked for, and the newest made ready to be found. */
export const INDEX_LAG = 1000;

/** How often both is done where little is said: milliseconds. */
export const TIDY_MS = 60_000;

/** Messages that are taken away, or made ready to be found, before a request has its turn. */
export const PRUNE_SLICE = 500;
export const INDEX_SLICE = 500;

/** Slices that are made ready to be found before a search, at most: what was stored behind them it does not find yet. */
export const SEARCH_SLICES = 4;

/** How many times as many messages as are left have to be gone for the index to be made anew, which is faster then. */
export const INDEX_ANEW = 4;

/** How much of a search is looked at: words, and characters. */
export const SEARCH_WORDS = 16;
export const SEARCH_CHARACTERS = 256;

/** How long the Worker that searches may have nothing to do before it ends: milliseconds. */
export const SEARCHER_IDLE_MS = 10_000;

/** How long another program may hold a file of the journal before that is a fault: milliseconds. */
export const JOURNAL_BUSY_MS = 100;

/** What a burst may leave of the journal's write-ahead log: bytes. */
export const JOURNAL_LOG_BYTES = 8 * 1024 * 1024;

/** What the search index counts at most beside the messages, as a multiple of their size, where the size is bounded. */
export const INDEX_SHARE_MOST = 2;

/** Named guests beyond which joins and leaves are not announced one by one. */
export const ANNOUNCED_CLIENTS = 100;

/** The longest time that a ban, a mute or a closing room can be told to take: milliseconds. */
export const LONGEST_MS = 10 * 365 * 24 * 60 * 60 * 1000;

/** Bans that the host may have at once; beyond them one has to be lifted first. */
export const MOST_BANS = 1000;

/** The file in which they are kept, and which a person may edit: bytes. */
export const BAN_FILE_BYTES = 1024 * 1024;

/** Guests that are muted at once; beyond them the mute that is the oldest ends. */
export const MOST_MUTES = 1000;

/** Files that may be on their way to all guests at once, or fewer where the system lets the process open few. */
export const TRANSFERS_AT_ONCE = 256;

/** Files that may be on their way to one guest at once, and as many that it asks about; more of them wait. */
export const TRANSFERS_PER_GUEST = 4;

/** What one guest may send in a second, and in one go after a second of less: messages, where `--rate` says nothing else, and bytes of talk. */
export const RATE_MESSAGES = 1000;
export const RATE_BYTES = 2 * 1024 * 1024;
export const MAX_RATE_MESSAGES = 1_000_000;

/** How long a guest that sent more than that is not read, at least and at most before it is looked at again: milliseconds. */
export const PACE_LEAST_MS = 10;
export const PACE_MOST_MS = 1_000;

/** Talk waiting for a guest: bytes beyond which it is let go as too slow. */
export const TALK_WAITING_BYTES = 1024 * 1024;

/** What waits for a guest (bytes, streamed answers) beyond which the server stops reading it. */
export const UNREAD_BYTES = 64 * 1024;
export const UNREAD_STREAMS = 16;

/** What the kernel takes of a connection's bytes ahead of the line, where it can be told so: bytes. */
export const UNSENT_BYTES = 16 * 1024;

/** What waits to be handed over on the host's own line, each way: bytes. */
export const LINK_BYTES = 64 * 1024;

/** Talk of one turn that is joined into one write: bytes. */
export const GATHER_BYTES = 64 * 1024;

/** What a guest has to take of what waits for it, where more waits, for that to be progress: bytes. */
export const PROGRESS_BYTES = 16 * 1024;

/** Time without progress after which a guest is let go: talk waiting, only files waiting; milliseconds. */
export const TALK_STALL_MS = 30_000;
export const FILE_STALL_MS = 60_000;

/** Keepalive of frames guests: silence before a ping, and before the peer counts as gone; milliseconds. */
export const PING_AFTER_MS = 60_000;
export const GONE_AFTER_MS = 150_000;

/** TCP keepalive of every guest: milliseconds of silence before the first probe. */
export const TCP_KEEPALIVE_MS = 60_000;

/** Probes that a vanished guest leaves unanswered before its connection is closed, and the time between two: milliseconds. */
export const TCP_PROBES = 8;
export const TCP_PROBE_MS = 10_000;

/** How long what the kernel has sent may go unanswered before the connection is closed: milliseconds. */
export const TCP_UNANSWERED_MS = TCP_KEEPALIVE_MS + TCP_PROBES * TCP_PROBE_MS;

/** How long a closing connection may take to read what it is owed, and the whole server to stop: milliseconds. */
export const CLOSE_MS = 10_000;
export const STOP_MS = 9_000;

/** What may still come of a guest that was said goodbye to before it is cut off: bytes. */
export const IGNORED_BYTES = 1024 * 1024;

/** The same where little was sent of late, so that all of it must have arrived: milliseconds. */
export const LINGER_MS = 1_000;

/** How often the server looks for deadlines that have passed: milliseconds. */
export const SWEEP_MS = 500;

/** How long our client waits for a connection and for the server's preface: milliseconds. */
export const CONNECT_MS = 10_000;

/** A certificate with its chain, and a private key, as files: bytes. */
export const CERTIFICATE_BYTES = 64 * 1024;

/** The certificates of those who may vouch for a server, as a file: bytes; a system's own have a quarter of it. */
export const AUTHORITIES_BYTES = 1024 * 1024;

/** How long a certificate is good that the server makes for itself, and how late a guest's clock may be for it: milliseconds. */
export const CERTIFICATE_MS = 10 * 365 * 24 * 60 * 60 * 1000;
export const CLOCK_SKEW_MS = 24 * 60 * 60 * 1000;

/** How long a guest may say nothing where TLS is spoken before it counts as one that waits for the greeting: milliseconds. */
export const TLS_SILENCE_MS = 3_000;

/** The file of the servers that our client knows by their certificates: bytes. */
export const KNOWN_SERVERS_BYTES = 256 * 1024;

/** A log line's text where it tells of a fault, with where it was thrown: characters. */
export const LOG_FAULT_CHARACTERS = 4000;

/** A log line's text, a `--motd` and a room's `--name`: characters. */
export const LOG_CHARACTERS = 1000;
export const MOTD_CHARACTERS = 1000;
export const ROOM_NAME_CHARACTERS = 64;

/** Log lines that wait to be read; beyond them lines are counted instead: bytes. */
export const LOG_WAITING_BYTES = 1024 * 1024;

/** The log's file of a server with a console: bytes; as many again are kept of what is older. */
export const LOG_FILE_BYTES = 8 * 1024 * 1024;

/** What waits for the host's terminal before it is painted no further: bytes. */
export const SHOWN_WAITING_BYTES = 64 * 1024;

/** How long that terminal may take nothing before its end is not waited for: milliseconds. */
export const STUCK_TERMINAL_MS = 500;

/** Warnings that wait for the console to be there, the newest. */
export const WARNINGS_WAITING = 100;

/** The longest time that one timer takes: milliseconds. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The port, where none is named. */
export const DEFAULT_PORT = 12345;

/** How often our client looks for a silent server: milliseconds. */
export const CLIENT_SWEEP_MS = 1_000;

/** Names that our client tries by itself, with a number behind them, when nobody gave it one. */
export const OWN_NAMES = 9;

/** Screen rows of a long input line, and lines of the room that can be scrolled back to or painted again. */
export const INPUT_ROWS = 6;
export const BACKLOG_LINES = 10_000;

/** How often our client looks at its status row anew, and at a download's progress: milliseconds. */
export const STATUS_MS = 1_000;
export const PROGRESS_MS = 100;

/** Records of an answer of many that our client takes from a server. */
export const GATHERED_RECORDS = 200_000;

/** How much of a line of a file is waited for before a terminal is shown it, and how much of its end then waits for what follows: UTF-16 units. */
export const LINE_HELD_CHARACTERS = 4096;
export const LINE_TAIL_CHARACTERS = 64;

/** Words that a name may have which is completed in the middle of talk. */
export const NAME_WORDS = 3;

/** Transfers that the status row shows one by one. */
export const SHOWN_TRANSFERS = 2;

/** Downloads of our client that are under way at once, while more wait, and transfers of a chat that it keeps in all. */
export const DOWNLOADS_AT_ONCE = 4;
export const CHAT_TRANSFERS = 1000;

/** How long the input line must have been empty before a question comes by itself, and how often that is looked at: milliseconds. */
export const QUESTION_QUIET_MS = 1_000;
export const QUESTION_LOOK_MS = 100;

/** Silence of a server that owes an answer before our client says so: milliseconds. */
export const UNANSWERED_MS = 3_000;

/** How long the shelf's names are good for completion before they are asked for anew: milliseconds. */
export const FRESH_LIST_MS = 10_000;

/** How long a server may say nothing of what it owes to a script: milliseconds; and while it may have to read a whole file, or let others' transfers pass. */
export const STALLED_MS = 30_000;
export const FILE_READING_MS = 5 * 60_000;

/** How long our client waits for the server's goodbye before it hangs up: milliseconds. */
export const LEAVE_MS = 2_000;

/** How long our client that is ended waits for its goodbye to leave: milliseconds. */
export const QUIT_MS = 500;

/** How long our client may take to keep what it has of its transfers, once a signal ends it: milliseconds. */
export const ENDING_MS = 5_000;

/** What a server says unasked before our client listens: messages kept. */
export const UNHEARD_EVENTS = 1000;

/** How long our client waits before its first try to come back, and at most between two tries: milliseconds; and which part of that, more or less, is left to chance. */
export const RETRY_FIRST_MS = 300;
export const RETRY_MOST_MS = 15_000;
export const RETRY_CHANCE = 0.5;

/** How long a line must have held for its loss to be a first one again: milliseconds. */
export const STEADY_LINE_MS = 30_000;

/** How long an outage lasts before the chat has a line about it: milliseconds. */
export const OUTAGE_NOTED_MS = 1_000;

/** How long a server may be silent that was asked whether it is still there: milliseconds. */
export const PROBE_MS = 12_000;

/** How late our client's look for a silent server comes where the machine has slept: milliseconds. */
export const ASLEEP_MS = 10_000;

/** Own messages that may wait for the server's answer, or for the connection. */
export const OWN_MESSAGES_WAITING = 1000;

/** Those of them that the chat shows below the room, the newest. */
export const PENDING_SHOWN = 100;

/** Screen rows from which on a question explains its keys. */
export const QUESTION_FOOTER_ROWS = 8;

/** Choices that are numbered at once where lines are only appended; of more a part is asked for first. */
export const NUMBERED_CHOICES = 20;

/** What the room says while such a question waits: rows kept, the newest. */
export const HELD_LINES = 10_000;

/** The log of our client's crashes, of which the newest part is kept: bytes. */
export const CRASH_LOG_BYTES = 256 * 1024;

/** Joins, leaves and renames that become one line, and the names of a kind that it tells before it only counts. */
export const FOLDED_EVENTS = 1000;
export const FOLDED_NAMES = 3;

/** Names whose colour is remembered; beyond them the one that was not seen for longest is forgotten. */
export const COLOURED_NAMES = 1000;

/** A download's rate: over how long it is taken, how often it is measured, and from when on it is told; milliseconds. */
export const RATE_WINDOW_MS = 5_000;
export const RATE_SAMPLE_MS = 250;
export const RATE_LEAST_MS = 500;

/** A file's name among a download's numbers: columns of the screen. */
export const PROGRESS_FILE_COLUMNS = 24;

/** What a command's summary needs beside the command; with less room it goes below: columns of the screen. */
export const HELP_SUMMARY_COLUMNS = 28;

/** The input line: bytes of UTF-8 beyond which no more can be typed. */
export const INPUT_BYTES = 16 * 1024;

/** A paste: bytes beyond which the rest of it is dropped. */
export const PASTE_BYTES = 1024 * 1024;

/** Keys that wait while a question is asked: of a paste, or on the screen. */
export const WAITING_KEYS = 1000;

/** The input's steps that can be undone, the keystrokes that are one step, and the deleted texts that can be put back. */
export const UNDO_STEPS = 200;
export const STEP_KEYSTROKES = 20;
export const DELETED_TEXTS = 32;

/** Lines sent that are remembered between runs, and the bytes of the file that they are in. */
export const HISTORY_LINES = 1000;
export const HISTORY_BYTES = 256 * 1024;

/** How long an ESC waits for the rest of a key before it is the Escape key, and a rest still counts: milliseconds. */
export const ESCAPE_MS = 50;
export const LATE_KEY_MS = 500;

/** How long after a key somebody counts as looking at a terminal that does not tell: milliseconds. */
export const LOOKING_MS = 60_000;

/** Screen rows from which on the status row is shown, unless there is news in it. */
export const STATUS_SCREEN_ROWS = 8;

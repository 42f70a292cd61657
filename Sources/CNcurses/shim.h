#ifndef ROLLCALL_CNCURSES_SHIM_H
#define ROLLCALL_CNCURSES_SHIM_H

// Only what Swift cannot import: macros with casts, variadic functions, globals that Swift 6 refuses, and the Linux calls
// that the Glibc module leaves out. No decisions here.

// The wide-character declarations (cchar_t, setcchar, add_wchnstr) exist only with this macro.
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#include <curses.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <wchar.h>

// From <term.h>, which also defines `lines`, `columns` and hundreds of other words as macros.
int setupterm(const char *terminal, int descriptor, int *result);

// Attribute macros are casts and shifts, which are not imported.
static const attr_t rollcall_attribute_bold = WA_BOLD;
static const attr_t rollcall_attribute_dim = WA_DIM;
static const attr_t rollcall_attribute_italic = WA_ITALIC;
static const attr_t rollcall_attribute_underline = WA_UNDERLINE;
static const attr_t rollcall_attribute_reverse = WA_REVERSE;

// Mutable globals are refused in the Swift 6 language mode, even on one thread.
static inline WINDOW *rollcall_stdscr(void) { return stdscr; }
static inline WINDOW *rollcall_curscr(void) { return curscr; }

// The Glibc module has no wcwidth: it is declared only under _XOPEN_SOURCE.
int wcwidth(wchar_t character);
static inline int rollcall_wcwidth(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

// ioctl is variadic. 0, or -1 with errno.
static inline int rollcall_window_size(int descriptor, unsigned short *rows, unsigned short *columns) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return -1;
    *rows = size.ws_row;
    *columns = size.ws_col;
    return 0;
}

// prctl is variadic.
static inline int rollcall_die_with_parent(int signal_number) { return prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0); }

// pipe2 is declared only under _GNU_SOURCE; its flags have to be set before another thread can fork.
int pipe2(int descriptors[2], int flags);

// <malloc.h> is not part of the Glibc module.
static inline void rollcall_use_one_arena(void) {
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_TOP_PAD, 256 * 1024);
    // A frame is a quarter of a mebibyte, made and let go for every key: from the heap, not by mapping and unmapping.
    mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
    mallopt(M_TRIM_THRESHOLD, 1024 * 1024);
}

// A descriptor that is readable when one of the files watched by it was written to, moved, removed or changed in its permissions.
static inline int rollcall_watch_descriptor(void) { return inotify_init1(IN_NONBLOCK | IN_CLOEXEC); }
static inline int rollcall_watch(int descriptor, const char *path) {
    return inotify_add_watch(descriptor, path, IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF);
}

// <sys/signalfd.h> is not part of the Glibc module.
static inline int rollcall_signal_descriptor(const sigset_t *set) { return signalfd(-1, set, SFD_NONBLOCK | SFD_CLOEXEC); }

// The next signal's number, or 0 if none is waiting.
static inline int rollcall_next_signal(int descriptor) {
    struct signalfd_siginfo info;
    return read(descriptor, &info, sizeof info) == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}

#endif

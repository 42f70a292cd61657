#ifndef ROLLCALL_CNCURSES_SHIM_H
#define ROLLCALL_CNCURSES_SHIM_H

// The wide-character declarations (cchar_t, setcchar, add_wchnstr) exist only with this macro.
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#include <curses.h>

#endif

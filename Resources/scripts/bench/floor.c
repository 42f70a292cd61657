/* The least that a list on ncursesw costs: a table of made-up rows, a selection, a status line, and nothing behind it. What the
 * screen takes is read as a multiple of this. Keys: j k, arrows, page keys, q.
 *
 *   cc -O2 -o floor floor.c -lncursesw -ltinfo */
#define _XOPEN_SOURCE_EXTENDED 1
#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

static const long total = 100000;
static long top, selected;

static void paint(void) {
    int height = LINES - 2;
    erase();
    attron(A_BOLD);
    mvaddstr(0, 0, " USER            IP               LAST SEEN  DEVICE");
    attroff(A_BOLD);
    for (int row = 0; row < height && top + row < total; row++) {
        long n = top + row;
        char text[512];
        int width = snprintf(text, sizeof text, " user-%06ld     10.%ld.%ld.%ld     %2ldm ago    Firefox on Linux", n * 7919 % 99991,
                             n / 65536 % 256, n / 256 % 256, n % 256, n % 60);
        if (n == selected) attron(A_REVERSE);
        mvaddnstr(1 + row, 0, text, COLS);
        for (int column = width; column < COLS; column++) addch(' ');
        if (n == selected) attroff(A_REVERSE);
    }
    mvprintw(LINES - 1, 0, "%ld of %ld", selected + 1, total);
    wnoutrefresh(stdscr);
    doupdate();
}

static void move_by(long step) {
    long height = LINES - 2;
    selected += step;
    if (selected < 0) selected = 0;
    if (selected >= total) selected = total - 1;
    if (selected < top) top = selected;
    if (selected >= top + height) top = selected - height + 1;
}

int main(void) {
    setlocale(LC_ALL, "");
    initscr();
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    idlok(stdscr, TRUE);
    curs_set(0);
    for (;;) {
        paint();
        timeout(-1);
        /* Everything that waits is taken in before anything is drawn. */
        for (int key = getch(); key != ERR; key = getch()) {
            timeout(0);
            switch (key) {
            case 'j': case KEY_DOWN: move_by(1); break;
            case 'k': case KEY_UP: move_by(-1); break;
            case KEY_NPAGE: move_by(LINES - 2); break;
            case KEY_PPAGE: move_by(2 - LINES); break;
            case 'q': endwin(); return 0;
            }
        }
    }
}

#ifndef ROLLCALL_CZLIB_SHIM_H
#define ROLLCALL_CZLIB_SHIM_H

#include <zlib.h>

// deflateInit and inflateInit are macros (they pass the header's version and the struct's size), which Swift does not import.
static inline int rollcall_deflate_init(z_stream *stream, int level) { return deflateInit(stream, level); }
static inline int rollcall_inflate_init(z_stream *stream) { return inflateInit(stream); }

#endif

// What C needs for the work that rollcall-bench does on cookies, with OpenSSL and zlib called directly.
//
//     core SECONDS < inputs          (what `rollcall-bench inputs` prints: key, session cookie, remember cookie)
//
// Prints "item operations-a-second" lines. Each item twice: with OpenSSL's one-shot HMAC(), and (…-kept) with the key absorbed once
// into two hash states, the least that a verifier can do. zlib's streams are kept in both. C stops before the JSON is parsed, and
// it signs JSON that is already written: the comparison is to the disadvantage of the others.
//
// Build: cc -O2 -Wno-deprecated-declarations -o core core.c -lcrypto -lz
#define _GNU_SOURCE 1
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

enum { LINE = 4096, SIGNED_AT = 1750000000, NOW = SIGNED_AT + 60, MAX_AGE = 2678400 };

static char key[LINE], session[LINE], remember[LINE];
static size_t key_length, session_length, remember_length;
static unsigned char json[LINE], derived[SHA_DIGEST_LENGTH];
static size_t json_length;

static z_stream inflater, deflater;
static signed char values[256];
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// HMAC with the key absorbed: RFC 2104.
static SHA_CTX inner1, outer1;
static SHA512_CTX inner512, outer512;

static void absorb_keys(void) {
    unsigned char block[SHA512_CBLOCK] = {0};
    memcpy(block, derived, sizeof derived);
    for (int i = 0; i < SHA_CBLOCK; i++) block[i] ^= 0x36;
    SHA1_Init(&inner1);
    SHA1_Update(&inner1, block, SHA_CBLOCK);
    for (int i = 0; i < SHA_CBLOCK; i++) block[i] ^= 0x36 ^ 0x5c;
    SHA1_Init(&outer1);
    SHA1_Update(&outer1, block, SHA_CBLOCK);

    memset(block, 0, sizeof block);
    if (key_length <= sizeof block) memcpy(block, key, key_length);
    else SHA512((unsigned char *)key, key_length, block);
    for (int i = 0; i < SHA512_CBLOCK; i++) block[i] ^= 0x36;
    SHA512_Init(&inner512);
    SHA512_Update(&inner512, block, SHA512_CBLOCK);
    for (int i = 0; i < SHA512_CBLOCK; i++) block[i] ^= 0x36 ^ 0x5c;
    SHA512_Init(&outer512);
    SHA512_Update(&outer512, block, SHA512_CBLOCK);
}

static void code1(bool kept, const void *message, size_t length, unsigned char *code) {
    if (!kept) {
        HMAC(EVP_sha1(), derived, sizeof derived, message, length, code, NULL);
        return;
    }
    SHA_CTX state = inner1;
    SHA1_Update(&state, message, length);
    SHA1_Final(code, &state);
    state = outer1;
    SHA1_Update(&state, code, SHA_DIGEST_LENGTH);
    SHA1_Final(code, &state);
}

static void code512(bool kept, const void *message, size_t length, unsigned char *code) {
    if (!kept) {
        HMAC(EVP_sha512(), key, (int)key_length, message, length, code, NULL);
        return;
    }
    SHA512_CTX state = inner512;
    SHA512_Update(&state, message, length);
    SHA512_Final(code, &state);
    state = outer512;
    SHA512_Update(&state, code, SHA512_DIGEST_LENGTH);
    SHA512_Final(code, &state);
}

// Returns SIZE_MAX for a character outside the alphabet.
static size_t decode(const char *text, size_t length, unsigned char *out) {
    size_t written = 0;
    unsigned held = 0, bits = 0;
    for (size_t i = 0; i < length; i++) {
        int value = values[(unsigned char)text[i]];
        if (value < 0) return SIZE_MAX;
        held = held << 6 | (unsigned)value;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[written++] = (unsigned char)(held >> bits);
        }
    }
    return written;
}

static size_t encode(const unsigned char *bytes, size_t length, char *out) {
    size_t written = 0;
    unsigned held = 0, bits = 0;
    for (size_t i = 0; i < length; i++) {
        held = held << 8 | bytes[i];
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            out[written++] = alphabet[held >> bits & 63];
        }
    }
    if (bits) out[written++] = alphabet[held << (6 - bits) & 63];
    return written;
}

// Signature, age, base64, inflate: the JSON and its length, or false.
static bool verify(bool kept, unsigned char *out, size_t *out_length) {
    unsigned char code[SHA_DIGEST_LENGTH], given[LINE], packed[LINE], stamp[16];
    const char *end = memrchr(session, '.', session_length);
    if (!end || (size_t)(session + session_length - end - 1) > 32) return false;
    if (decode(end + 1, (size_t)(session + session_length - end - 1), given) != sizeof code) return false;
    code1(kept, session, (size_t)(end - session), code);
    if (CRYPTO_memcmp(code, given, sizeof code)) return false;
    const char *middle = memrchr(session, '.', (size_t)(end - session));
    if (!middle || end - middle - 1 > 11) return false;
    size_t count = decode(middle + 1, (size_t)(end - middle - 1), stamp);
    if (count > 8) return false;
    int64_t at = 0;
    for (size_t i = 0; i < count; i++) at = at << 8 | stamp[i];
    if (NOW - at > MAX_AGE || NOW < at) return false;
    bool compressed = session[0] == '.';
    size_t length = decode(session + compressed, (size_t)(middle - session - compressed), packed);
    if (length > sizeof packed) return false;
    if (!compressed) {
        memcpy(out, packed, length);
        *out_length = length;
        return true;
    }
    inflateReset(&inflater);
    inflater.next_in = packed;
    inflater.avail_in = (unsigned)length;
    inflater.next_out = out;
    inflater.avail_out = LINE;
    if (inflate(&inflater, Z_FINISH) != Z_STREAM_END) return false;
    *out_length = inflater.total_out;
    return true;
}

static size_t sign(bool kept, uint32_t at, char *out) {
    unsigned char packed[2 * LINE], code[SHA_DIGEST_LENGTH];
    const unsigned char stamp[4] = {at >> 24, at >> 16 & 255, at >> 8 & 255, at & 255};
    size_t length = 0;
    deflateReset(&deflater);
    deflater.next_in = json;
    deflater.avail_in = (unsigned)json_length;
    deflater.next_out = packed;
    deflater.avail_out = sizeof packed;
    if (deflate(&deflater, Z_FINISH) != Z_STREAM_END) return 0;
    if (deflater.total_out + 1 < json_length) {
        out[length++] = '.';
        length += encode(packed, deflater.total_out, out + length);
    } else {
        length += encode(json, json_length, out);
    }
    out[length++] = '.';
    length += encode(stamp, sizeof stamp, out + length);
    code1(kept, out, length, code);
    out[length++] = '.';
    return length + encode(code, sizeof code, out + length);
}

static bool check(bool kept) {
    static const char digits[] = "0123456789abcdef";
    unsigned char code[SHA512_DIGEST_LENGTH];
    char text[2 * sizeof code];
    const char *bar = memrchr(remember, '|', remember_length);
    if (!bar || (size_t)(remember + remember_length - bar - 1) != sizeof text) return false;
    code512(kept, remember, (size_t)(bar - remember), code);
    for (size_t i = 0; i < sizeof code; i++) {
        text[2 * i] = digits[code[i] >> 4];
        text[2 * i + 1] = digits[code[i] & 15];
    }
    return CRYPTO_memcmp(text, bar + 1, sizeof text) == 0;
}

static bool do_verify(bool kept) {
    unsigned char out[LINE];
    size_t length;
    return verify(kept, out, &length) && length == json_length;
}
static bool do_sign(bool kept) {
    char out[4 * LINE];
    return sign(kept, NOW, out) > 0;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void measure(const char *name, bool (*work)(bool), bool kept, double seconds) {
    enum { BATCH = 500 };
    for (int i = 0; i < BATCH; i++)
        if (!work(kept)) exit(3);
    double start = now(), end;
    long done = 0;
    do {
        for (int i = 0; i < BATCH; i++)
            if (!work(kept)) exit(3);
        done += BATCH;
        end = now();
    } while (end - start < seconds);
    printf("%s%s %.0f\n", name, kept ? "-kept" : "", (double)done / (end - start));
}

static bool read_line(char *line, size_t *length) {
    if (!fgets(line, LINE, stdin)) return false;
    *length = strcspn(line, "\n");
    line[*length] = 0;
    return true;
}

int main(int argc, char **argv) {
    double seconds = argc > 1 ? atof(argv[1]) : 0;
    if (seconds <= 0 || !read_line(key, &key_length) || !read_line(session, &session_length) || !read_line(remember, &remember_length)) {
        fputs("usage: core SECONDS < inputs (three lines: key, session cookie, remember cookie)\n", stderr);
        return 2;
    }
    memset(values, -1, sizeof values);
    for (int i = 0; i < 64; i++) values[(unsigned char)alphabet[i]] = (signed char)i;
    HMAC(EVP_sha1(), key, (int)key_length, (const unsigned char *)"cookie-session", 14, derived, NULL);
    absorb_keys();
    if (inflateInit(&inflater) != Z_OK || deflateInit(&deflater, Z_DEFAULT_COMPRESSION) != Z_OK) return 4;

    // What is timed is the real work only if the cookies are what this program would have made.
    char again[4 * LINE];
    bool genuine = true;
    for (int kept = 0; kept < 2; kept++) {
        genuine = genuine && verify(kept, json, &json_length) && check(kept);
        size_t length = genuine ? sign(kept, SIGNED_AT, again) : 0;
        genuine = genuine && length == session_length && memcmp(again, session, length) == 0;
    }
    if (!genuine) {
        fputs("core: a cookie of standard input is not what its key would have signed\n", stderr);
        return 3;
    }
    for (int kept = 0; kept < 2; kept++) {
        measure("verify", do_verify, kept, seconds);
        measure("remember", check, kept, seconds);
        measure("sign", do_sign, kept, seconds);
    }
    return 0;
}

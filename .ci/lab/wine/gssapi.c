/*
 * Takes the place of MIT's GSS-API where Wine 8 loads it, so that Wine's Kerberos
 * gives out what Windows does. Wine swaps signature and data of a sealed message,
 * and MIT leaves a token as it is where Windows rotates it (RFC 4121 4.2.5): header
 * and all that encryption adds come first then. The rotation is not protected, so
 * either side may change it. REAL is the path of MIT's library.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <gssapi/gssapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	HEADER = 16,    /* of a token */
	ROTATION = 28,  /* what Windows rotates an AES token by */
	SIGNATURE = 60  /* header, confounder, encrypted header and check sum */
};

static void *real(const char *name)
{
	static void *library;

	if (!library)
		library = dlopen(REAL, RTLD_NOW);
	return library ? dlsym(library, name) : NULL;
}

/* rotate moves the last n of size bytes to the front. */
static void rotate(unsigned char *bytes, size_t size, size_t n)
{
	unsigned char *whole = malloc(size);

	if (!whole)
		abort();
	n %= size;
	memcpy(whole, bytes + size - n, n);
	memcpy(whole + n, bytes, size - n);
	memcpy(bytes, whole, size);
	free(whole);
}

OM_uint32 gss_wrap(OM_uint32 *minor, gss_ctx_id_t context, int sealed, gss_qop_t quality,
	gss_buffer_t in, int *state, gss_buffer_t out)
{
	OM_uint32 (*f)() = real("gss_wrap");
	OM_uint32 major = f(minor, context, sealed, quality, in, state, out);
	unsigned char *token = out->value;

	if (major == GSS_S_COMPLETE && out->length == in->length + SIGNATURE && token[0] == 5 && token[1] == 4) {
		size_t rotated = token[6] << 8 | token[7], rest = out->length - HEADER;

		rotate(token + HEADER, rest, (rest + ROTATION - rotated % rest) % rest);
		token[6] = 0;
		token[7] = ROTATION;
		rotate(token, out->length, out->length - SIGNATURE); /* the data first, where Wine takes them from */
	}
	return major;
}

OM_uint32 gss_unwrap(OM_uint32 *minor, gss_ctx_id_t context, gss_buffer_t in,
	gss_buffer_t out, int *state, gss_qop_t *quality)
{
	OM_uint32 (*f)() = real("gss_unwrap");

	if (in->length >= SIGNATURE)
		rotate(in->value, in->length, SIGNATURE); /* Wine has put the data before the signature */
	return f(minor, context, in, out, state, quality);
}

/* What bindings.c wrote behind the name of the target. */
static __thread unsigned char bound[256];
static __thread size_t bound_length;

OM_uint32 gss_import_name(OM_uint32 *minor, gss_buffer_t in, gss_OID type, gss_name_t *out)
{
	OM_uint32 (*f)() = real("gss_import_name");
	gss_buffer_desc name = *in;
	char *end = (char *)in->value + in->length, *mark = memchr(in->value, '\t', in->length);

	bound_length = 0;
	if (mark) {
		name.length = mark - (char *)in->value;
		for (char *p = mark + 1; p + 1 < end && bound_length < sizeof bound; p += 2)
			sscanf(p, "%2hhx", &bound[bound_length++]);
	}
	return f(minor, &name, type, out);
}

OM_uint32 gss_init_sec_context(OM_uint32 *minor, gss_cred_id_t credentials, gss_ctx_id_t *context, gss_name_t target,
	gss_OID mechanism, OM_uint32 flags, OM_uint32 time, gss_channel_bindings_t none, gss_buffer_t in,
	gss_OID *actual, gss_buffer_t out, OM_uint32 *got, OM_uint32 *lifetime)
{
	OM_uint32 (*f)() = real("gss_init_sec_context");
	struct gss_channel_bindings_struct bindings = {.application_data = {bound_length, bound}};

	return f(minor, credentials, context, target, mechanism, flags, time, bound_length ? &bindings : none,
		in, actual, out, got, lifetime);
}

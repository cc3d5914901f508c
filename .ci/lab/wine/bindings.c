/*
 * A security package of Wine 8 that is its Kerberos and heeds channel bindings,
 * which Wine ignores: it writes them behind the name of the target, where the
 * library on the Unix side (gssapi.c) takes them from.
 */
#include <windows.h>
#include <stdio.h>

typedef struct { USHORT length, room; WCHAR *text; } NAME;
typedef struct { ULONG size, kind; BYTE *bytes; } BUFFER;
typedef struct { ULONG version, count; BUFFER *buffers; } DESCRIPTION;
typedef LONG (NTAPI *INIT)(ULONG_PTR, ULONG_PTR, NAME *, ULONG, ULONG, DESCRIPTION *, ULONG_PTR *,
	DESCRIPTION *, ULONG *, void *, BOOLEAN *, void *);
typedef LONG (NTAPI *LOAD)(ULONG, ULONG *, void **, ULONG *);

enum {
	FUNCTIONS = 36,     /* of a SECPKG_FUNCTION_TABLE that Wine knows */
	INIT_CONTEXT = 18,  /* the place of InitLsaModeContext in it */
	BINDINGS = 14,      /* SECBUFFER_CHANNEL_BINDINGS */
	HEADER = 32,        /* of SEC_CHANNEL_BINDINGS: eight numbers, */
	LENGTH = 6,         /* of which these two say where the application's data are */
	OFFSET = 7,
	LIMIT = 256         /* of the data, in bytes */
};

static void *table[64];
static INIT next;

/* data finds the application's data of the channel; NULL where there are none. */
static const BYTE *data(const DESCRIPTION *in, ULONG *length)
{
	for (ULONG i = 0; in && i < in->count; i++) {
		const BUFFER *b = &in->buffers[i];
		const ULONG *numbers = (const ULONG *)b->bytes;

		if (b->kind != BINDINGS || b->size < HEADER || numbers[LENGTH] > LIMIT)
			continue;
		if (numbers[OFFSET] > b->size || numbers[LENGTH] > b->size - numbers[OFFSET])
			continue;
		*length = numbers[LENGTH];
		return b->bytes + numbers[OFFSET];
	}
	return NULL;
}

static LONG NTAPI init_context(ULONG_PTR credentials, ULONG_PTR context, NAME *target, ULONG flags, ULONG form,
	DESCRIPTION *in, ULONG_PTR *made, DESCRIPTION *out, ULONG *got, void *expiry, BOOLEAN *mapped, void *extra)
{
	WCHAR text[1024 + 2 * LIMIT];
	NAME marked;
	ULONG length, n;
	const BYTE *bytes = data(in, &length);

	if (bytes && target && target->length / sizeof(WCHAR) < 1000) {
		n = target->length / sizeof(WCHAR);
		memcpy(text, target->text, target->length);
		text[n++] = '\t';
		for (ULONG i = 0; i < length; i++)
			n += swprintf(text + n, 3, L"%02x", bytes[i]);
		text[n] = 0;
		marked = (NAME){n * sizeof(WCHAR), (n + 1) * sizeof(WCHAR), text};
		target = &marked;
	}
	return next(credentials, context, target, flags, form, in, made, out, got, expiry, mapped, extra);
}

static LOAD loader(const char *name)
{
	return (LOAD)(void *)GetProcAddress(LoadLibraryA("kerberos.dll"), name);
}

__declspec(dllexport) LONG NTAPI SpLsaModeInitialize(ULONG version, ULONG *package, void **tables, ULONG *count)
{
	void **theirs;
	LONG status = loader("SpLsaModeInitialize")(version, package, (void **)&theirs, count);

	if (status)
		return status;
	memcpy(table, theirs, FUNCTIONS * sizeof *table);
	next = (INIT)table[INIT_CONTEXT];
	table[INIT_CONTEXT] = init_context;
	*tables = table;
	return status;
}

__declspec(dllexport) LONG NTAPI SpUserModeInitialize(ULONG version, ULONG *package, void **tables, ULONG *count)
{
	return loader("SpUserModeInitialize")(version, package, tables, count);
}

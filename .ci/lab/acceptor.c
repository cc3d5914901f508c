/*
 * The accepting side of a sealed WinRM session, by MIT's GSS-API, for Kerberos
 * and, where the mechanism gss-ntlmssp is installed, for NTLM. It reads one
 * request per line on its standard input and answers each with one line; bytes
 * are written in hexadecimal, and an empty string as "-":
 *
 *   accept TOKEN BINDINGS   -> ok TOKEN CLIENT FLAGS, CLIENT is "-" when another token is awaited
 *   unwrap HEADER DATA      -> ok DATA
 *   wrap DATA               -> ok HEADER DATA
 *
 * or "error" and why. BINDINGS are the application data of the channel. The
 * keytab is that of KRB5_KTNAME, the NTLM users that of NTLM_USER_FILE. It lives for one test, and frees little.
 */
#define _GNU_SOURCE
#include <gssapi/gssapi_ext.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NTLM_SIGNATURE = 16 };

static gss_ctx_id_t context = GSS_C_NO_CONTEXT;
static int pending; /* the context awaits another token */
static int ntlm;    /* its mechanism is NTLM, which knows no IOV */

static int digit(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

static gss_buffer_desc parse_hex(const char *s)
{
	gss_buffer_desc b = {0, malloc(strlen(s) / 2 + 1)};
	unsigned char *p = b.value;

	for (; s[0] && s[1]; s += 2)
		p[b.length++] = digit(s[0]) << 4 | digit(s[1]);
	return b;
}

static void print_hex(gss_buffer_desc b)
{
	const unsigned char *p = b.value;

	fputs(b.length ? " " : " -", stdout);
	for (size_t i = 0; i < b.length; i++)
		printf("%02x", p[i]);
}

/* failed prints why a call failed: the major and then the minor status. */
static int failed(OM_uint32 major, OM_uint32 minor)
{
	OM_uint32 ignored, more = 0;
	gss_buffer_desc text;

	if (!GSS_ERROR(major))
		return 0;
	gss_display_status(&ignored, major, GSS_C_GSS_CODE, GSS_C_NO_OID, &more, &text);
	printf("error %.*s", (int)text.length, (char *)text.value);
	more = 0;
	gss_display_status(&ignored, minor, GSS_C_MECH_CODE, GSS_C_NO_OID, &more, &text);
	printf("; %.*s", (int)text.length, (char *)text.value);
	return 1;
}

static void accept_token(const char *token_hex, const char *bindings_hex)
{
	gss_buffer_desc token = parse_hex(token_hex), answer, name;
	struct gss_channel_bindings_struct bindings = {.application_data = parse_hex(bindings_hex)};
	OM_uint32 major, minor, ignored, flags;
	gss_name_t client = GSS_C_NO_NAME;

	if (!pending) {
		ntlm = token.length > 7 && !memcmp(token.value, "NTLMSSP", 7);
		gss_delete_sec_context(&ignored, &context, GSS_C_NO_BUFFER);
	}
	major = gss_accept_sec_context(&minor, &context, GSS_C_NO_CREDENTIAL, &token,
		bindings.application_data.length ? &bindings : GSS_C_NO_CHANNEL_BINDINGS,
		&client, NULL, &answer, &flags, NULL, NULL);
	pending = major == GSS_S_CONTINUE_NEEDED;
	if (failed(major, minor))
		return;
	if (pending) {
		fputs("ok", stdout);
		print_hex(answer);
		fputs(" - 0", stdout);
		return;
	}
	gss_display_name(&ignored, client, &name, NULL);
	fputs("ok", stdout);
	print_hex(answer);
	printf(" %.*s %x", (int)name.length, (char *)name.value, flags);
	gss_release_name(&ignored, &client);
}

/* unwrap_whole and wrap_whole do for NTLM what the IOV calls do for Kerberos. */
static OM_uint32 unwrap_whole(OM_uint32 *minor, gss_buffer_desc header, gss_buffer_desc *data, int *sealed)
{
	gss_buffer_desc token = {header.length + data->length, malloc(header.length + data->length)};

	memcpy(token.value, header.value, header.length);
	memcpy((char *)token.value + header.length, data->value, data->length);
	return gss_unwrap(minor, context, &token, data, sealed, NULL);
}

static OM_uint32 wrap_whole(OM_uint32 *minor, gss_buffer_desc *header, gss_buffer_desc *data, int *sealed)
{
	gss_buffer_desc token;
	OM_uint32 major = gss_wrap(minor, context, 1, GSS_C_QOP_DEFAULT, data, sealed, &token);

	if (major == GSS_S_COMPLETE) {
		*header = (gss_buffer_desc){NTLM_SIGNATURE, token.value};
		*data = (gss_buffer_desc){token.length - NTLM_SIGNATURE, (char *)token.value + NTLM_SIGNATURE};
	}
	return major;
}

static void unwrap(const char *header_hex, const char *data_hex)
{
	gss_iov_buffer_desc iov[2] = {
		{GSS_IOV_BUFFER_TYPE_HEADER, parse_hex(header_hex)},
		{GSS_IOV_BUFFER_TYPE_DATA, parse_hex(data_hex)},
	};
	OM_uint32 major, minor;
	int sealed;

	major = ntlm ? unwrap_whole(&minor, iov[0].buffer, &iov[1].buffer, &sealed)
		     : gss_unwrap_iov(&minor, context, &sealed, NULL, iov, 2);
	if (failed(major, minor))
		return;
	if (!sealed) {
		fputs("error it was not sealed", stdout);
		return;
	}
	fputs("ok", stdout);
	print_hex(iov[1].buffer);
}

static void wrap(const char *data_hex)
{
	gss_iov_buffer_desc iov[2] = {
		{GSS_IOV_BUFFER_TYPE_HEADER | GSS_IOV_BUFFER_FLAG_ALLOCATE, {0, NULL}},
		{GSS_IOV_BUFFER_TYPE_DATA, parse_hex(data_hex)},
	};
	OM_uint32 major, minor;
	int sealed;

	major = ntlm ? wrap_whole(&minor, &iov[0].buffer, &iov[1].buffer, &sealed)
		     : gss_wrap_iov(&minor, context, 1, GSS_C_QOP_DEFAULT, &sealed, iov, 2);
	if (failed(major, minor))
		return;
	if (!sealed) {
		fputs("error it cannot seal", stdout);
		return;
	}
	fputs("ok", stdout);
	print_hex(iov[0].buffer);
	print_hex(iov[1].buffer);
}

int main(void)
{
	char *line = NULL, *verb, *first, *second;
	size_t size = 0;

	while (getline(&line, &size, stdin) > 0) {
		verb = strtok(line, " \n");
		first = strtok(NULL, " \n");
		second = strtok(NULL, " \n");
		if (verb && first && second && !strcmp(verb, "accept"))
			accept_token(first, second);
		else if (verb && first && second && !strcmp(verb, "unwrap"))
			unwrap(first, second);
		else if (verb && first && !strcmp(verb, "wrap"))
			wrap(first);
		else
			fputs("error no such request", stdout);
		putchar('\n');
		fflush(stdout);
	}
	return 0;
}

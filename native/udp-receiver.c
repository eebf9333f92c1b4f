/*
 * Receives UDP datagrams many at a time (recvmmsg(2), Linux) and hands them to JavaScript as one batch:
 * octets, lengths, addresses and ports in arrays that JavaScript has given, nothing allocated for a
 * datagram. Everything is decoded there; nothing here looks into a payload. See
 * docs/decisions/0018-native-receiver.md for what may be in this file.
 *
 * Built without Node's headers: Node-API and the few functions of libuv below are stable binary
 * interfaces, so the prototypes are all that is needed.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Node-API, https://nodejs.org/api/n-api.html */
typedef struct napi_env__ *napi_env;
typedef struct napi_value__ *napi_value;
typedef struct napi_ref__ *napi_ref;
typedef struct napi_handle_scope__ *napi_handle_scope;
typedef struct napi_callback_info__ *napi_callback_info;
typedef struct napi_async_context__ *napi_async_context;
typedef struct napi_async_cleanup_hook_handle__ *napi_cleanup;
typedef napi_value (*napi_callback)(napi_env, napi_callback_info);
typedef void (*napi_finalize)(napi_env, void *, void *);
struct uv_loop_s;
enum { NAPI_OK = 0, NAPI_PENDING_EXCEPTION = 10, NAPI_UINT8_ARRAY = 1, NAPI_UINT32_ARRAY = 6,
       NAPI_FUNCTION = 7 };
int napi_typeof(napi_env, napi_value, int *);
int napi_get_cb_info(napi_env, napi_callback_info, size_t *, napi_value *, napi_value *, void **);
int napi_get_value_string_utf8(napi_env, napi_value, char *, size_t, size_t *);
int napi_get_value_uint32(napi_env, napi_value, uint32_t *);
int napi_get_value_bool(napi_env, napi_value, bool *);
int napi_get_typedarray_info(napi_env, napi_value, int *, size_t *, void **, napi_value *, size_t *);
int napi_get_value_external(napi_env, napi_value, void **);
int napi_create_external(napi_env, void *, napi_finalize, void *, napi_value *);
int napi_create_uint32(napi_env, uint32_t, napi_value *);
int napi_create_string_utf8(napi_env, const char *, size_t, napi_value *);
int napi_create_function(napi_env, const char *, size_t, napi_callback, void *, napi_value *);
int napi_set_named_property(napi_env, napi_value, const char *, napi_value);
int napi_create_reference(napi_env, napi_value, uint32_t, napi_ref *);
int napi_get_reference_value(napi_env, napi_ref, napi_value *);
int napi_delete_reference(napi_env, napi_ref);
int napi_open_handle_scope(napi_env, napi_handle_scope *);
int napi_close_handle_scope(napi_env, napi_handle_scope);
int napi_get_global(napi_env, napi_value *);
int napi_async_init(napi_env, napi_value, napi_value, napi_async_context *);
int napi_async_destroy(napi_env, napi_async_context);
int napi_make_callback(napi_env, napi_async_context, napi_value, napi_value, size_t,
                       const napi_value *, napi_value *);
int napi_get_and_clear_last_exception(napi_env, napi_value *);
int napi_fatal_exception(napi_env, napi_value);
int napi_throw_error(napi_env, const char *, const char *);
int napi_get_uv_event_loop(napi_env, struct uv_loop_s **);
int napi_add_async_cleanup_hook(napi_env, void (*)(napi_cleanup, void *), void *, napi_cleanup *);
int napi_remove_async_cleanup_hook(napi_cleanup);

/* libuv 1, https://docs.libuv.org: handles are opaque here and as large as uv_handle_size says. */
typedef struct uv_handle_s uv_handle;
enum { UV_POLL = 8, UV_TIMER = 13, UV_READABLE = 1 };
size_t uv_handle_size(int);
const char *uv_handle_type_name(int);
void *uv_handle_get_data(const uv_handle *);
void uv_handle_set_data(uv_handle *, void *);
int uv_poll_init(struct uv_loop_s *, uv_handle *, int);
int uv_poll_start(uv_handle *, int, void (*)(uv_handle *, int, int));
int uv_poll_stop(uv_handle *);
int uv_timer_init(struct uv_loop_s *, uv_handle *);
int uv_timer_start(uv_handle *, void (*)(uv_handle *), uint64_t, uint64_t);
void uv_close(uv_handle *, void (*)(uv_handle *));
const char *uv_err_name(int);

/* Words of a datagram's head, as src/flows/collect/datagram-batch.ts reads them. */
enum { HEAD_LENGTH, HEAD_PORT, HEAD_IS_TRUNCATED, HEAD_RESERVED, HEAD_ADDRESS, HEAD_WORDS = 8 };

enum {
  SLOTS_MAX = 256,
  /* Batches before other work of the event loop has its turn: about 2 ms of decoding. */
  ROUNDS_MAX = 8,
  /*
   * While datagrams flow they are fetched every so often instead of one by one as they come: waking
   * up costs more than receiving. The pause adapts to what comes: as much as fills a fraction of the
   * socket's buffer, and never so long that a burst of some 400,000 datagrams a second could fill it.
   */
  BUFFER_OCTETS_PER_PAUSE_MS = 1 << 20,
  BUFFER_OCTETS_PER_DATAGRAM = 1 << 15,
  /* Fetched in vain for so many pauses: wait for the next datagram to come. */
  IDLE_PAUSES_MAX = 4,
  /* After an error of the socket that is not simply "nothing there", so that no error can spin. */
  ERROR_PAUSE_MS = 20,
};

struct receiver {
  napi_env env;
  napi_ref on_batch, octets_ref, heads_ref;
  napi_async_context context;
  napi_cleanup cleanup;
  uv_handle *poll, *timer;
  /* Poll and timer that are not closed yet; the last of them lets the environment end. */
  int open_handles;
  /* Freed when the handles are closed and JavaScript has forgotten its own. */
  bool is_forgotten;
  int fd;
  bool is_polling;
  int idle_pauses;
  /* 0 = a buffer too small for any. */
  uint32_t pause_ms_max, pause_ms;
  /* With more than so many at once the next pause is shorter. */
  int datagrams_wanted;
  uint32_t slots;
  uint32_t *heads;
  struct mmsghdr messages[SLOTS_MAX];
  struct iovec parts[SLOTS_MAX];
  struct sockaddr_in6 sources[SLOTS_MAX];
};

static void on_readable(uv_handle *poll, int status, int events);
static void on_timer(uv_handle *timer);

static void free_receiver(struct receiver *it) {
  free(it->poll);
  free(it->timer);
  free(it);
}

static void on_closed(uv_handle *handle) {
  struct receiver *it = uv_handle_get_data(handle);
  if (--it->open_handles > 0) return;
  if (it->cleanup) napi_remove_async_cleanup_hook(it->cleanup);
  if (it->is_forgotten) free_receiver(it);
}

/* An open socket that JavaScript has forgotten goes on, as any socket of Node does. */
static void on_collected(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  struct receiver *it = data;
  it->is_forgotten = true;
  if (it->open_handles == 0) free_receiver(it);
}

static void close_receiver(struct receiver *it) {
  if (it->fd < 0) return;
  uv_close(it->poll, on_closed);
  uv_close(it->timer, on_closed);
  close(it->fd);
  it->fd = -1;
  napi_delete_reference(it->env, it->on_batch);
  napi_delete_reference(it->env, it->octets_ref);
  napi_delete_reference(it->env, it->heads_ref);
  napi_async_destroy(it->env, it->context);
}

/* A worker thread or the process ends without having closed the socket. */
static void on_environment_end(napi_cleanup hook, void *receiver) {
  (void)hook;
  close_receiver(receiver);
}

/* IPv4 addresses as IPv4-mapped IPv6 (RFC 4291 §2.5.5.2), as everywhere in Noroshi. */
static void write_head(struct receiver *it, uint32_t slot) {
  static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
  const struct msghdr *message = &it->messages[slot].msg_hdr;
  const struct sockaddr_in6 *source = &it->sources[slot];
  uint32_t *head = it->heads + (size_t)slot * HEAD_WORDS;
  uint8_t *address = (uint8_t *)(head + HEAD_ADDRESS);
  head[HEAD_LENGTH] = it->messages[slot].msg_len;
  head[HEAD_IS_TRUNCATED] = (message->msg_flags & MSG_TRUNC) != 0;
  head[HEAD_PORT] = ntohs(source->sin6_port); /* at the same place in sockaddr_in */
  if (source->sin6_family == AF_INET) {
    memcpy(address, mapped, 12);
    memcpy(address + 12, &((const struct sockaddr_in *)source)->sin_addr, 4);
  } else {
    memcpy(address, &source->sin6_addr, 16);
  }
}

/* Fills slots; how many, or -errno. */
static int fetch(struct receiver *it) {
  for (uint32_t slot = 0; slot < it->slots; slot++)
    it->messages[slot].msg_hdr.msg_namelen = sizeof it->sources[slot];
  int count;
  do
    count = recvmmsg(it->fd, it->messages, it->slots, MSG_DONTWAIT, NULL);
  while (count < 0 && errno == EINTR);
  if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -errno;
  for (int slot = 0; slot < count; slot++) write_head(it, (uint32_t)slot);
  return count;
}

/* As for any callback of Node: what it throws is an uncaught exception of its thread. */
static void hand_over(struct receiver *it, int count) {
  napi_env env = it->env;
  napi_handle_scope scope;
  if (napi_open_handle_scope(env, &scope) != NAPI_OK) return;
  napi_value global, on_batch, argument, thrown;
  if (napi_get_global(env, &global) == NAPI_OK &&
      napi_get_reference_value(env, it->on_batch, &on_batch) == NAPI_OK &&
      napi_create_uint32(env, (uint32_t)count, &argument) == NAPI_OK &&
      napi_make_callback(env, it->context, global, on_batch, 1, &argument, NULL) ==
          NAPI_PENDING_EXCEPTION &&
      napi_get_and_clear_last_exception(env, &thrown) == NAPI_OK)
    napi_fatal_exception(env, thrown);
  napi_close_handle_scope(env, scope);
}

/* Waits for the next datagram, or fetches again after a pause. */
static void wait_for_datagram(struct receiver *it) {
  if (!it->is_polling) uv_poll_start(it->poll, UV_READABLE, on_readable);
  it->is_polling = true;
  it->pause_ms = it->pause_ms_max > 0 ? 1 : 0;
}

static void pause_for(struct receiver *it, uint64_t ms) {
  if (it->is_polling) uv_poll_stop(it->poll);
  it->is_polling = false;
  uv_timer_start(it->timer, on_timer, ms, 0);
}

/* One turn: fetches what is there, within bounds, then decides how to wait for more. */
static void turn(struct receiver *it) {
  int count = 0, total = 0;
  for (int round = 0; round < ROUNDS_MAX; round++) {
    count = fetch(it);
    if (count <= 0) break;
    total += count;
    hand_over(it, count);
    if (it->fd < 0) return;
    if (count < (int)it->slots) break;
  }
  it->idle_pauses = total > 0 ? 0 : it->idle_pauses + 1;
  if (total > it->datagrams_wanted)
    it->pause_ms /= 2;
  else if (total < it->datagrams_wanted / 2 && it->pause_ms < it->pause_ms_max)
    it->pause_ms += it->pause_ms < it->pause_ms_max / 2 ? it->pause_ms : 1;
  if (count < 0)
    pause_for(it, ERROR_PAUSE_MS);
  else if (count == (int)it->slots)
    pause_for(it, 0);
  else if (it->pause_ms > 0 && it->idle_pauses < IDLE_PAUSES_MAX)
    pause_for(it, it->pause_ms);
  else
    wait_for_datagram(it);
}

static void on_readable(uv_handle *poll, int status, int events) {
  (void)events;
  struct receiver *it = uv_handle_get_data(poll);
  if (status == 0) {
    turn(it);
    return;
  }
  /* libuv reports any pending error so and stops watching. Reading the error takes it away. */
  int pending;
  socklen_t length = sizeof pending;
  (void)getsockopt(it->fd, SOL_SOCKET, SO_ERROR, &pending, &length);
  pause_for(it, ERROR_PAUSE_MS);
}

static void on_timer(uv_handle *timer) { turn(uv_handle_get_data(timer)); }

static napi_value throw_errno(napi_env env, const char *call, int number) {
  char message[64] = "";
  const char *name = uv_err_name(-number);
  strncat(message, call, 20);
  strncat(message, " ", 2);
  strncat(message, name, 30);
  napi_throw_error(env, name, message);
  return NULL;
}

static napi_value throw_misuse(napi_env env) {
  napi_throw_error(env, "ERR_INVALID_ARG_VALUE", "wrong arguments for the native receiver");
  return NULL;
}

/* A bound socket that does not block, or -1 with the call that failed in *call and errno set. */
static int open_socket(const char *address, uint32_t port, bool is_shared, int buffer_octets,
                       const char **call) {
  struct sockaddr_in6 local6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
  struct sockaddr_in local4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  const bool is_4 = inet_pton(AF_INET, address, &local4.sin_addr) == 1;
  *call = "address";
  if (!is_4 && inet_pton(AF_INET6, address, &local6.sin6_addr) != 1) {
    errno = EINVAL;
    return -1;
  }
  *call = "socket";
  const int fd = socket(is_4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const int on = 1;
  *call = "setsockopt";
  if (is_shared && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) < 0) goto failed;
  /* The kernel grants what it may; `noroshi doctor` looks at its limit. */
  (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer_octets, sizeof buffer_octets);
  *call = "bind";
  if ((is_4 ? bind(fd, (struct sockaddr *)&local4, sizeof local4)
            : bind(fd, (struct sockaddr *)&local6, sizeof local6)) == 0)
    return fd;
failed:;
  const int number = errno;
  close(fd);
  errno = number;
  return -1;
}

static void set_pauses(struct receiver *it) {
  int octets = 0;
  socklen_t length = sizeof octets;
  (void)getsockopt(it->fd, SOL_SOCKET, SO_RCVBUF, &octets, &length);
  it->pause_ms_max = (uint32_t)octets / BUFFER_OCTETS_PER_PAUSE_MS;
  it->datagrams_wanted = octets / BUFFER_OCTETS_PER_DATAGRAM;
}

static bool is_array(napi_env env, napi_value value, int wanted, size_t *length, void **memory) {
  int type;
  return napi_get_typedarray_info(env, value, &type, length, memory, NULL, NULL) == NAPI_OK &&
         type == wanted && *memory != NULL;
}

static bool make_handles(struct receiver *it, struct uv_loop_s *loop) {
  it->poll = calloc(1, uv_handle_size(UV_POLL));
  it->timer = calloc(1, uv_handle_size(UV_TIMER));
  if (!it->poll || !it->timer || uv_poll_init(loop, it->poll, it->fd) < 0) return false;
  uv_timer_init(loop, it->timer);
  uv_handle_set_data(it->poll, it);
  uv_handle_set_data(it->timer, it);
  return true;
}

/* open(address, port, isShared, bufferOctets, slotStride, slotOctets, octets, heads, onBatch) → handle */
static napi_value open_receiver(napi_env env, napi_callback_info info) {
  size_t count = 9, address_length = 0, octet_count = 0, word_count = 0;
  napi_value given[9], handle, name;
  char address[64];
  uint32_t port, buffer_octets, stride, slot_octets;
  bool is_shared;
  int type;
  void *octets = NULL, *heads = NULL;
  struct uv_loop_s *loop;
  if (napi_get_cb_info(env, info, &count, given, NULL, NULL) != NAPI_OK || count != 9 ||
      napi_get_value_string_utf8(env, given[0], address, sizeof address, &address_length) !=
          NAPI_OK ||
      strlen(address) != address_length ||
      napi_get_value_uint32(env, given[1], &port) != NAPI_OK || port > 65535 ||
      napi_get_value_bool(env, given[2], &is_shared) != NAPI_OK ||
      napi_get_value_uint32(env, given[3], &buffer_octets) != NAPI_OK || buffer_octets > 1 << 30 ||
      napi_get_value_uint32(env, given[4], &stride) != NAPI_OK ||
      napi_get_value_uint32(env, given[5], &slot_octets) != NAPI_OK || slot_octets == 0 ||
      stride < slot_octets ||
      !is_array(env, given[6], NAPI_UINT8_ARRAY, &octet_count, &octets) ||
      !is_array(env, given[7], NAPI_UINT32_ARRAY, &word_count, &heads) ||
      napi_typeof(env, given[8], &type) != NAPI_OK || type != NAPI_FUNCTION)
    return throw_misuse(env);
  const size_t slots = word_count / HEAD_WORDS;
  if (slots == 0 || slots > SLOTS_MAX || octet_count / stride < slots) return throw_misuse(env);

  struct receiver *it = calloc(1, sizeof *it);
  if (!it) return throw_errno(env, "receiver", ENOMEM);
  const char *call;
  it->fd = open_socket(address, port, is_shared, (int)buffer_octets, &call);
  if (it->fd < 0) {
    const int number = errno;
    free(it);
    return throw_errno(env, call, number);
  }
  it->env = env;
  set_pauses(it);
  it->slots = (uint32_t)slots;
  it->heads = heads;
  for (size_t slot = 0; slot < slots; slot++) {
    it->parts[slot] = (struct iovec){(uint8_t *)octets + slot * stride, slot_octets};
    it->messages[slot].msg_hdr = (struct msghdr){
        .msg_name = &it->sources[slot], .msg_iov = &it->parts[slot], .msg_iovlen = 1};
  }
  if (napi_get_uv_event_loop(env, &loop) != NAPI_OK || !make_handles(it, loop)) {
    close(it->fd);
    free_receiver(it);
    return throw_errno(env, "poll", ENOMEM);
  }
  /* From here on everything is taken down by close_receiver. */
  it->open_handles = 2;
  it->is_forgotten = true;
  if (napi_create_reference(env, given[6], 1, &it->octets_ref) != NAPI_OK ||
      napi_create_reference(env, given[7], 1, &it->heads_ref) != NAPI_OK ||
      napi_create_reference(env, given[8], 1, &it->on_batch) != NAPI_OK ||
      napi_create_string_utf8(env, "UDPRECEIVER", SIZE_MAX, &name) != NAPI_OK ||
      napi_async_init(env, NULL, name, &it->context) != NAPI_OK ||
      napi_add_async_cleanup_hook(env, on_environment_end, it, &it->cleanup) != NAPI_OK ||
      napi_create_external(env, it, on_collected, NULL, &handle) != NAPI_OK) {
    close_receiver(it);
    return throw_misuse(env);
  }
  it->is_forgotten = false;
  wait_for_datagram(it);
  return handle;
}

static struct receiver *receiver_of(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value given[1];
  void *it = NULL;
  if (napi_get_cb_info(env, info, &count, given, NULL, NULL) != NAPI_OK || count < 1 ||
      napi_get_value_external(env, given[0], &it) != NAPI_OK)
    throw_misuse(env);
  return it;
}

/* port(handle) → the local port */
static napi_value local_port(napi_env env, napi_callback_info info) {
  struct receiver *it = receiver_of(env, info);
  if (!it) return NULL;
  struct sockaddr_in6 local = {0};
  socklen_t length = sizeof local;
  napi_value port;
  if (getsockname(it->fd, (struct sockaddr *)&local, &length) < 0)
    return throw_errno(env, "getsockname", errno);
  return napi_create_uint32(env, ntohs(local.sin6_port), &port) == NAPI_OK ? port : NULL;
}

/* fetch(handle) → how many datagrams were waiting and are in the slots now */
static napi_value fetch_now(napi_env env, napi_callback_info info) {
  struct receiver *it = receiver_of(env, info);
  if (!it) return NULL;
  const int fetched = it->fd < 0 ? 0 : fetch(it);
  napi_value count;
  return napi_create_uint32(env, fetched > 0 ? (uint32_t)fetched : 0, &count) == NAPI_OK ? count
                                                                                         : NULL;
}

/* close(handle): the port is free when this returns; closing again does nothing. */
static napi_value close_handle(napi_env env, napi_callback_info info) {
  struct receiver *it = receiver_of(env, info);
  if (it) close_receiver(it);
  return NULL;
}

__attribute__((visibility("default"))) int32_t node_api_module_get_api_version_v1(void) {
  return 8;
}

__attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env,
                                                                          napi_value exports) {
  static const struct {
    const char *name;
    napi_callback call;
  } functions[] = {
      {"open", open_receiver}, {"port", local_port}, {"fetch", fetch_now}, {"close", close_handle}};
  /* Another libuv than the one these numbers are of must not be written into. */
  const char *poll = uv_handle_type_name(UV_POLL), *timer = uv_handle_type_name(UV_TIMER);
  if (!poll || !timer || strcmp(poll, "poll") != 0 || strcmp(timer, "timer") != 0)
    return throw_misuse(env);
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    napi_value function;
    if (napi_create_function(env, functions[i].name, SIZE_MAX, functions[i].call, NULL,
                             &function) != NAPI_OK ||
        napi_set_named_property(env, exports, functions[i].name, function) != NAPI_OK)
      return NULL;
  }
  return exports;
}

/* Lets User Mode Linux run on processors newer than it knows.
 *
 * It copies a program's registers into a buffer of fixed size and writes them back with
 * PTRACE_SETREGSET, which needs all of them. A processor with AMX has more than fit: the call fails
 * with EFAULT, and the kernel panics before its first program runs. Here the registers that it
 * does not know keep their values.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#define NT_X86_XSTATE ((void *)0x202)

typedef long ptrace_call(enum __ptrace_request, pid_t, void *, void *);

long ptrace(enum __ptrace_request request, ...) {
  static ptrace_call *original;
  static char registers[1 << 16];
  va_list arguments;
  va_start(arguments, request);
  pid_t pid = va_arg(arguments, pid_t);
  void *address = va_arg(arguments, void *);
  void *data = va_arg(arguments, void *);
  va_end(arguments);

  if (!original) original = (ptrace_call *)dlsym(RTLD_NEXT, "ptrace");
  long answer = original(request, pid, address, data);
  if (answer != -1 || errno != EFAULT || request != PTRACE_SETREGSET || address != NT_X86_XSTATE)
    return answer;

  struct iovec *known = data, all = {registers, sizeof registers};
  if (original(PTRACE_GETREGSET, pid, address, &all) == -1) return -1;
  if (known->iov_len > all.iov_len) {
    errno = EFAULT;
    return -1;
  }
  memcpy(registers, known->iov_base, known->iov_len);
  return original(PTRACE_SETREGSET, pid, address, &all);
}

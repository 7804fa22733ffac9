// What the meta refresh does where scripts do not run.
setTimeout(() => { location.href = document.getElementById("continue").href; }, 2000);

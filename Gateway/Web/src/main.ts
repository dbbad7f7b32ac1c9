import { mount } from 'svelte';
import App from './components/App.svelte';
import { start } from './client';
import './styles/base.css';

const target = document.getElementById('orleanschat');
if (!target) throw new Error('index.html has lost its root element.');
start();
mount(App, { target });
